"""Dialogues scored turn by turn: what was right, and which answers went in circles."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from emma.assistant.replies import TurnResult
from emma.errors import KnowledgeError
from emma.words import Outcome, Status

COLUMNS = ("dialogue", "turn", "lang", "text", "outcome", "topic", "contains")
BEFORE = 3
WAYS_ON = frozenset({Outcome.OFFERED_AGENT, Outcome.QUEUED, Outcome.EMERGENCY})
TOLD = frozenset({Outcome.ANSWERED, Outcome.REDIRECTED, Outcome.ASKED})

Say = Callable[[str, dict[str, Any], dict[str, Any]], TurnResult]


@dataclass(frozen=True)
class Turn:
    """What was said, what was expected of the answer, and the answer."""

    expected: dict[str, str]
    result: TurnResult

    @property
    def wrong(self) -> list[str]:
        """What differs from what was expected; empty when the turn is right."""
        main = self.result.main
        found = {"outcome": main.outcome.value, "topic": main.topic, "lang": self.result.language}
        wrong = [
            f"{name} {value}, expected {self.expected[name]}"
            for name, value in found.items()
            if self.expected[name] and value != self.expected[name]
        ]
        if not self.says:
            wrong.append(f"no {self.expected['contains']!r}")
        return wrong

    @property
    def says(self) -> bool:
        """The words that must stand in the answer do; true when anything may."""
        return self.expected["contains"] in "\n".join(reply.text for reply in self.result.replies)

    @property
    def told(self) -> frozenset[str]:
        """The texts that answer or ask; small talk and declines may be said twice."""
        return frozenset(reply.text for reply in self.result.replies if reply.outcome in TOLD)

    @property
    def leads_on(self) -> bool:
        """Whether a person is offered or coming, or an emergency contact was given."""
        return any(reply.outcome in WAYS_ON for reply in self.result.replies)

    @property
    def asked_again(self) -> bool:
        """Whether the visitor asked for the same once more ("go back")."""
        return any(reading.get("again") for reading in self.result.understanding)


@dataclass(frozen=True)
class Dialogue:
    """One dialogue as it went."""

    name: str
    turns: tuple[Turn, ...]

    @property
    def file(self) -> str:
        """The file it was written in."""
        return self.turns[0].expected.get("file", "")

    @property
    def passed(self) -> bool:
        """Every turn is right."""
        return not any(turn.wrong for turn in self.turns)

    @property
    def circles(self) -> list[str]:
        """Turns that told nothing but what the last three had told, led nowhere else, and were not asked to."""
        found = []
        for i, turn in enumerate(self.turns):
            before = frozenset().union(*(one.told for one in self.turns[max(0, i - BEFORE) : i]))
            if turn.told and turn.told <= before and not turn.leads_on and not turn.asked_again:
                found.append(f"{self.file} {self.name} {turn.expected['turn']} {turn.expected['text']!r}")
        return found


def read_dialogues(folder: Path) -> list[tuple[str, list[dict[str, str]]]]:
    """The dialogues of every CSV in `folder`, in order. Raises KnowledgeError for a file with other columns."""
    found: list[tuple[str, list[dict[str, str]]]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise KnowledgeError(f"{path.name}: the columns are {reader.fieldnames}, expected {list(COLUMNS)}")
            rows = ({**row, "file": path.name} for row in reader)
            found += [(name, list(lines)) for name, lines in groupby(rows, lambda row: row["dialogue"])]
    return found


def play(dialogues: Sequence[tuple[str, list[dict[str, str]]]], say: Say) -> Iterator[Dialogue]:
    """Have each dialogue with `say(text, state, known)`; who waits and what is offered is kept as the services do."""
    for name, rows in dialogues:
        state: dict[str, Any] = {}
        known: dict[str, Any] = {"status": Status.WITH_ASSISTANT.value, "offer": None, "language": None}
        turns = []
        for row in rows:
            result = say(row["text"], state, known)
            state, known = result.state, after_turn(known, result)
            turns.append(Turn(row, result))
        yield Dialogue(name, tuple(turns))


def dialogue_figures(dialogues: Sequence[Dialogue]) -> dict[str, Any]:
    """What passed, for all and for each file, `circular_answers` with each one, and the turns that went wrong."""
    files = sorted({dialogue.file for dialogue in dialogues})
    return {
        **_counts(dialogues),
        "files": {name: _counts([one for one in dialogues if one.file == name]) for name in files},
        "circles": [circle for dialogue in dialogues for circle in dialogue.circles],
        "misses": [
            f"{dialogue.file} {dialogue.name} {turn.expected['turn']} {turn.expected['text']!r}: {'; '.join(turn.wrong)}"
            for dialogue in dialogues
            for turn in dialogue.turns
            if turn.wrong
        ],
    }


def _counts(dialogues: Sequence[Dialogue]) -> dict[str, int]:
    turns = [turn for dialogue in dialogues for turn in dialogue.turns]
    telling = [turn for turn in turns if turn.expected["contains"]]
    return {
        "dialogues": len(dialogues),
        "dialogues_passed": sum(dialogue.passed for dialogue in dialogues),
        "turns": len(turns),
        "turns_right": sum(not turn.wrong for turn in turns),
        "contains": len(telling),
        "contains_right": sum(turn.says for turn in telling),
        "circular_answers": sum(len(dialogue.circles) for dialogue in dialogues),
    }


def after_turn(known: dict[str, Any], result: TurnResult) -> dict[str, Any]:
    """What the services would know at the next turn."""
    after = {**known, "language": result.language}
    for effect in result.effects:
        if effect.kind == "offer":
            after["offer"] = effect.reason.value
        elif effect.kind in ("queue", "accept"):
            after |= {"status": Status.WAITING.value, "offer": None}
        elif effect.kind == "decline":
            after["offer"] = None
    return after
