"""Predictions: what the product made of each held-out message; kept as JSON lines, read again for scoring."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from emma.assistant.replies import Reply, TurnResult
from emma.errors import KnowledgeError
from emma.evaluation.held_out import Expected
from emma.words import Outcome

Turn = Callable[[str], TurnResult]

OPEN_INTENT = "nlu_fallback"
NO_MEANING = frozenset({"did_not_help", "affirm", "deny"})
BUTTONS = 2
ARTICLE_BUTTON = re.compile(r'/ask\{"article": "([^"]+)"\}')
INTENT_BUTTON = re.compile(r"/([a-z_]+)")
# With buttons these answer and name what else may have been meant.
TOLD = frozenset({Outcome.ANSWERED, Outcome.REDIRECTED})
HANDED_OVER = frozenset({Outcome.OFFERED_AGENT, Outcome.QUEUED})


@dataclass(frozen=True)
class Prediction:
    """One turn on one message, each message fresh.

    `intents`: the readings that were answered, in order. `articles`: the articles shown as answers, in order; the
    self-service step beside an offer is not one. `buttons`: the meanings behind the first two buttons of a question
    "which do you mean" or beside an answer. `cpu_ms`: CPU time of the process for the turn. `error`: why the turn gave
    nothing. `said`: the texts of the replies.
    """

    text: str
    lang: str
    outcome: Outcome
    topic: str
    reason: str = ""
    language: str = ""
    confidence: float = 0.0
    intents: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    cpu_ms: float = 0.0
    error: str = ""
    release: str = ""
    said: str = ""

    @property
    def first(self) -> frozenset[str]:
        """What was answered first: the article shown and the reading behind it, which are the same as a rule."""
        return self._meanings(self.intents[:1], self.articles[:1])

    @property
    def meanings(self) -> frozenset[str]:
        """Everything that was answered."""
        return self._meanings(self.intents, self.articles)

    @staticmethod
    def _meanings(intents: Iterable[str], articles: Iterable[str]) -> frozenset[str]:
        return frozenset(intents) - {OPEN_INTENT} | {f"ask/{slug}" for slug in articles}

    @property
    def label(self) -> str:
        """One name for the confusion of intents: the reading, or the article that search or a rule chose."""
        reading = self.intents[0] if self.intents else OPEN_INTENT
        return f"ask/{self.articles[0]}" if reading == OPEN_INTENT and self.articles else reading


def predict(messages: Sequence[Expected], turn: Turn, release: str = "") -> Iterator[Prediction]:
    """Run every message; a turn that fails is the outcome `unavailable`, as it is for a visitor.

    One turn is run before, so that the first measured message is as warm as the others.
    """
    for message in messages[:1]:
        _predict(message, turn, release)
    for message in messages:
        yield _predict(message, turn, release)


def _predict(message: Expected, turn: Turn, release: str) -> Prediction:
    started = time.process_time()
    try:
        result = turn(message.text)
    except Exception as error:
        spent = (time.process_time() - started) * 1000
        told = f"{type(error).__name__}: {error}"
        return Prediction(
            message.text, message.lang, Outcome.UNAVAILABLE, "other", cpu_ms=spent, error=told, release=release
        )
    spent = (time.process_time() - started) * 1000
    return read_turn(result, message.text, message.lang, cpu_ms=round(spent, 3), release=release)


def read_turn(result: TurnResult, text: str, lang: str, *, cpu_ms: float = 0.0, release: str = "") -> Prediction:
    """What a turn on a message did, as a prediction."""
    main = result.main
    return Prediction(
        text=text,
        lang=lang,
        outcome=main.outcome,
        topic=main.topic,
        reason=main.reason.value if main.reason else "",
        language=result.language,
        confidence=main.confidence or 0.0,
        intents=tuple(reading["intent"] for reading in result.understanding),
        articles=shown_articles(result),
        buttons=button_meanings(main),
        cpu_ms=cpu_ms,
        release=release,
        said="\n".join(reply.text for reply in result.replies),
    )


def shown_articles(result: TurnResult) -> tuple[str, ...]:
    """The articles that answered, or that ask about their one thing; not the step beside an offer."""
    return tuple(
        reply.article
        for reply in result.replies
        if reply.article and reply.outcome not in HANDED_OVER and (reply.outcome in TOLD or not button_meanings(reply))
    )


def button_meanings(reply: Reply) -> tuple[str, ...]:
    """The meanings behind a reply's first two buttons; a variant of one article is not a meaning."""
    if reply.outcome is not Outcome.ASKED and reply.outcome not in TOLD:
        return ()
    found: list[str] = []
    for choice in reply.choices:
        if article := ARTICLE_BUTTON.fullmatch(choice.payload):
            found.append(f"ask/{article[1]}")
        elif (intent := INTENT_BUTTON.fullmatch(choice.payload)) and intent[1] not in NO_MEANING:
            found.append(intent[1])
    return tuple(found[:BUTTONS])


def write_predictions(path: Path, predictions: Iterable[Prediction]) -> None:
    """One JSON object a line."""
    lines = [json.dumps(asdict(prediction), ensure_ascii=False) for prediction in predictions]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_predictions(path: Path) -> list[Prediction]:
    """Predictions kept before. Raises KnowledgeError naming the line that is none."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            lists = {name: tuple(row[name]) for name in ("intents", "articles", "buttons")}
            found.append(Prediction(**{**row, **lists, "outcome": Outcome(row["outcome"])}))
        except (ValueError, TypeError, KeyError) as error:
            raise KnowledgeError(f"{path.name}, line {number}: not a prediction ({error})") from None
    return found
