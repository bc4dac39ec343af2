"""What the source documents state, asked as visitors would: the right article or behaviour, and the words it must say.

A row of statements.csv has a question in each language. `article` lists articles or behaviours, each of which may
answer; the topic is compared with that of the one that did. `contains` lists wordings, one of which must stand in the
replies, without regard to case and with accents as written.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emma.assistant.replies import Choice, TurnResult
from emma.errors import EmmaError
from emma.evaluation.intervals import share
from emma.evaluation.predictions import shown_articles
from emma.knowledge.routes import read_routes
from emma.nlu.articles import load_articles
from emma.words import LANGUAGES

FAILED = "failed"
VARIANT = '"variant"'

Ask = Callable[[str, str | None, dict[str, Any] | None, str | None], TurnResult]


@dataclass(frozen=True)
class Checked:
    """One statement asked in one language. `said`: the wording was found; None when any will do."""

    place: str
    lang: str
    question: str
    wrong: tuple[str, ...]
    said: bool | None = None


def read_statements(path: Path) -> list[dict[str, str]]:
    """The rows of statements.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def topics_of(data: Path) -> dict[str, str]:
    """The topic of each article and of each behaviour, by its short name."""
    routes = {name: route.topic for name, route in read_routes(data / "routes.csv").items()}
    return routes | {article.slug: article.topic for article in load_articles(data / "knowledge")}


def check(row: Mapping[str, str], lang: str, ask: Ask, topics: Mapping[str, str]) -> Checked:
    """Ask one statement in one language with `ask(text, language, state, payload)`, following an article's choices."""
    question = row[f"question_{lang}"]
    try:
        result = ask(question, None, None, None)
        text = _everything_said(ask, result)
    except EmmaError as error:
        return Checked(row["id"], lang, question, (f"{FAILED}: {error}",))
    wrong = _wrong_article(row, result, topics)
    wordings = [wording.strip() for wording in row[f"contains_{lang}"].split(";") if wording.strip()]
    said = any(wording.casefold() in text for wording in wordings) if wordings else None
    if said is False:
        wrong.append(f"says none of {'; '.join(wordings)}")
    return Checked(row["id"], lang, question, tuple(wrong), said)


def statement_figures(checked: Sequence[Checked]) -> dict[str, Any]:
    """`right` (article, topic and wording) and `contains` (the wording alone) by language, and the misses."""
    parts = {"all": list(checked)} | {lang: [one for one in checked if one.lang == lang] for lang in LANGUAGES}
    return {
        "right": {name: share(not one.wrong for one in ones).figures for name, ones in parts.items()},
        "contains": {
            name: share(bool(one.said) for one in ones if one.said is not None).figures for name, ones in parts.items()
        },
        "misses": [f"{one.place} {one.lang} {one.question}: {', '.join(one.wrong)}" for one in checked if one.wrong],
    }


def _wrong_article(row: Mapping[str, str], result: TurnResult, topics: Mapping[str, str]) -> list[str]:
    by = set(shown_articles(result)) | {str(reading["intent"]).removeprefix("ask/") for reading in result.understanding}
    hit = [name for name in row["article"].split(";") if name in by]
    if not hit:
        return [f"answered by {'/'.join(sorted(by))}, expected {row['article']}"]
    if not any(reply.topic in {topics[name] for name in hit} | {row["topic"]} for reply in result.replies):
        return [f"topic {result.main.topic}, expected {row['topic']}"]
    return []


def _everything_said(ask: Ask, result: TurnResult) -> str:
    """The replies; where an article asks first, also the answers behind its choices, as the visitor reads them."""
    said = [reply.text for reply in result.replies]
    for reply in result.replies:
        said += [_chosen(ask, result, choice) for choice in reply.choices if VARIANT in choice.payload]
    return "\n".join(said).casefold()


def _chosen(ask: Ask, result: TurnResult, choice: Choice) -> str:
    after = ask(choice.title, result.language, result.state, choice.payload)
    return "\n".join(reply.text for reply in after.replies)
