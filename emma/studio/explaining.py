"""One message to one release, with everything that led to the reply: masks, words, ranking, search, rule, time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from emma.assistant.replies import TurnResult
from emma.conversations.incoming import Incoming
from emma.errors import EmmaError
from emma.nlu.ranking import base_name

LISTEN = "action_listen"
ARTICLES = ("ask", "action_answer")
SEARCHED = 5


class Speaker(Protocol):
    """One release that can be spoken with."""

    @property
    def version(self) -> str:
        """The release."""

    @property
    def data(self) -> Path:
        """The data it was trained with."""

    def clock(self) -> float:
        """CPU seconds of whatever runs its turns."""

    def read(self, text: str) -> Incoming:
        """The guard."""

    def turn(
        self, text: str, language: str | None, state: dict[str, Any], payload: str | None, **known: Any
    ) -> TurnResult:
        """One turn on a masked text, or on a button's payload."""

    def parse(self, text: str) -> Mapping[str, Any]:
        """What the NLU makes of a masked text."""

    def search(self, text: str, most: int) -> list[tuple[str, float]]:
        """Articles and scores, best first."""


@dataclass(frozen=True)
class Fired:
    """An action that ran, after which intent, and the rule that says so (empty when the data names none)."""

    intent: str
    action: str
    policy: str
    rule: str


@dataclass(frozen=True)
class Explained:
    """What one release made of one message. `problem` is an error's code when there is no reply.

    `parse` is the reading of the whole message (empty for a button), `search` article and score, `cpu_ms` of the turn.
    """

    version: str
    result: TurnResult | None
    parse: Mapping[str, Any]
    search: tuple[tuple[str, float], ...]
    fired: tuple[Fired, ...]
    cpu_ms: float
    problem: str = ""

    @property
    def words(self) -> list[str]:
        """The words as the pipeline cut them."""
        text = str(self.parse.get("text", ""))
        return [text[start:end] for start, end in self.parse.get("text_tokens") or ()]

    @property
    def gate(self) -> float | None:
        """How likely the message is one of ours at all, as the first of the ranking has it."""
        ranking = self.parse.get("full_ranking") or [{}]
        return ranking[0].get("confidence")

    @property
    def meaning(self) -> str:
        """What was answered first, to compare two releases: article or intent, and the outcome."""
        if self.result is None:
            return self.problem
        main = self.result.main
        intents = [reading["intent"] for reading in self.result.understanding]
        return " ".join((main.article or (intents or [""])[0], main.outcome.value, main.topic))


def explain(
    speaker: Speaker,
    text: str,
    language: str | None,
    state: dict[str, Any],
    payload: str | None = None,
    **known: Any,
) -> Explained:
    """Run one turn and say how it came about. `text` has passed the guard; nothing is stored."""
    started = speaker.clock()
    try:
        result = speaker.turn(text, language, state, payload, **known)
    except EmmaError as error:
        return Explained(speaker.version, None, {}, (), (), _ms(speaker, started), error.code)
    spent = _ms(speaker, started)
    parse = dict(speaker.parse(text)) if payload is None else {}
    search = tuple(speaker.search(text, SEARCHED)) if payload is None else ()
    return Explained(speaker.version, result, parse, search, tuple(fired(result, read_rules(speaker.data))), spent)


def fired(result: TurnResult, rules: Mapping[tuple[str, str], str]) -> list[Fired]:
    """The actions of this turn's readings, in order, from the events that the state keeps."""
    events = result.state.get("events") or []
    users = [i for i, event in enumerate(events) if event.get("event") == "user"]
    start = users[-min(len(users), max(1, len(result.understanding)))] if users else len(events)
    found, intent = [], ""
    for event in events[start:]:
        if event.get("event") == "user":
            intent = str(event["parse_data"]["intent"].get("name") or "")
        elif event.get("event") == "action" and event.get("name") not in (None, LISTEN):
            action, base = str(event["name"]), base_name(intent)
            found.append(Fired(intent, action, str(event.get("policy") or ""), rules.get((base, action), "")))
    return found


def read_rules(data: Path) -> dict[tuple[str, str], str]:
    """The names of the rules of data/rules.yml by their intent and action."""
    try:
        content = yaml.safe_load((data / "rules.yml").read_text(encoding="utf-8")) or {}
        steps = [(rule["rule"], rule["steps"]) for rule in content.get("rules") or ()]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return {}
    found = {ARTICLES: ARTICLES[0]}
    for name, parts in steps:
        intents = [str(part["intent"]) for part in parts if "intent" in part]
        actions = [str(part["action"]) for part in parts if "action" in part]
        found.update({(intent, action): str(name) for intent in intents for action in actions})
    return found


def _ms(speaker: Speaker, started: float) -> float:
    return round((speaker.clock() - started) * 1000, 1)
