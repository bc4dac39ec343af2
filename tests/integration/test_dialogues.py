"""Whole dialogues through the service of conversations, with the trained model: turn by turn, as visitors have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest

from emma.assistant.replies import WEIGHT
from emma.conversations.opening import Held, start
from emma.conversations.receiving import Conversations
from emma.db.engine import open_engine
from emma.evaluation.dialogues import read_dialogues
from emma.settings import ROOT
from emma.web.wiring import Process
from emma.words import Outcome
from tests.databases import copy_sqlite

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

FOLDER = ROOT / "tests" / "dialogues"
# Of 104 dialogues in three files, one below what a release reached; raised when one does better, never lowered to let
# one pass. To be reached: all.
FEWEST_PASSED = 83
WAYS_ON = {Outcome.OFFERED_AGENT, Outcome.QUEUED, Outcome.EMERGENCY}


@dataclass(frozen=True)
class Turn:
    """What was said, what was expected of the answer, and the answer."""

    expected: dict[str, str]
    replies: list[dict[str, Any]]

    @property
    def wrong(self) -> list[str]:
        """What differs from what was expected; empty when the turn is right."""
        if not self.replies:
            return ["no reply"]
        main = min(self.replies, key=lambda reply: WEIGHT[Outcome(reply["outcome"])])
        text = "\n".join(reply["text"] for reply in self.replies)
        found = {"outcome": main["outcome"], "topic": main["topic"], "lang": main["language"]}
        wrong = [
            f"{name} {value}, expected {self.expected[name]}"
            for name, value in found.items()
            if self.expected[name] and value != self.expected[name]
        ]
        if self.expected["contains"] not in text:
            wrong.append(f"no {self.expected['contains']!r} in {text[:120]!r}")
        return wrong

    @property
    def way_on(self) -> bool:
        """Whether the answer also led somewhere else: an offer, the line, an emergency contact."""
        return any(Outcome(reply["outcome"]) in WAYS_ON for reply in self.replies)

    @property
    def articles(self) -> set[tuple[str, str]]:
        """The articles it answered with, and their words."""
        answered = [reply for reply in self.replies if reply["outcome"] == Outcome.ANSWERED and reply["article"]]
        return {(reply["article"], reply["text"]) for reply in answered}

    def repeats(self, before: Turn) -> bool:
        """The same article in the same words, or altogether the same answer."""
        same = [reply["text"] for reply in self.replies] == [reply["text"] for reply in before.replies]
        return bool(self.articles & before.articles) or same


@dataclass(frozen=True)
class Dialogue:
    """One dialogue as it went."""

    name: str
    turns: list[Turn]

    @property
    def wrong(self) -> list[str]:
        """Every difference, with its turn."""
        return [
            f"{self.name} {turn.expected['turn']} {turn.expected['text']!r}: {difference}"
            for turn in self.turns
            for difference in turn.wrong
        ]

    @property
    def circles(self) -> list[str]:
        """Turns that gave the answer of the turn before once more and led nowhere else."""
        return [
            f"{self.name} {second.expected['turn']} {second.expected['text']!r}"
            for first, second in pairwise(self.turns)
            if second.repeats(first) and not second.way_on
        ]


@pytest.fixture(scope="module")
def played(trained: Process, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Dialogue]]:
    file = tmp_path_factory.mktemp("dialogues") / "emma.db"
    copy_sqlite(trained.settings.var / "emma.db", file)
    engine = open_engine(f"sqlite:///{file}")
    service = replace(trained.conversations, engine=engine)
    yield [Dialogue(name, play(service, turns)) for name, turns in read_dialogues(FOLDER)]
    engine.dispose()


def play(service: Conversations, rows: list[dict[str, str]]) -> list[Turn]:
    """Ana says each line in one conversation."""
    opened = start(service.engine, None)
    held = Held(opened.id, opened.language, opened.status)
    return [Turn(row, service.receive(held, row["turn"], text=row["text"]).replies) for row in rows]


def test_the_dialogues_go_as_written(played: list[Dialogue]) -> None:
    wrong = [dialogue.wrong for dialogue in played if dialogue.wrong]
    said = "\n".join(line for lines in wrong for line in lines)
    assert len(played) - len(wrong) >= FEWEST_PASSED, f"{len(played) - len(wrong)} of {len(played)} passed\n{said}"


def test_no_answer_goes_in_circles(played: list[Dialogue]) -> None:
    assert [circle for dialogue in played for circle in dialogue.circles] == []


def test_every_turn_gets_an_answer(played: list[Dialogue]) -> None:
    silent = [
        (dialogue.name, turn.expected["turn"])
        for dialogue in played
        for turn in dialogue.turns
        if not turn.replies or any(reply["outcome"] == Outcome.UNAVAILABLE for reply in turn.replies)
    ]
    assert silent == []


def test_the_order_of_a_dialogue_is_the_order_of_its_lines(played: list[Dialogue]) -> None:
    for dialogue in played:
        assert [turn.expected["turn"] for turn in dialogue.turns] == [str(n + 1) for n in range(len(dialogue.turns))]


def test_an_answer_given_again_with_nothing_beside_it_is_noticed() -> None:
    row = {"turn": "2", "text": "and again?", "outcome": "", "topic": "", "lang": "", "contains": ""}
    answer = {"text": "Use Form I-90.", "outcome": "answered", "article": "renew-green-card"}
    rule = {"text": "The notice decides.", "outcome": "answered", "article": None}
    offer = {"text": "A person can help.", "outcome": "offered_agent", "article": None}
    assert Dialogue("d", [Turn(row, [answer]), Turn(row, [answer, rule])]).circles
    assert Dialogue("d", [Turn(row, [rule]), Turn(row, [rule])]).circles
    assert not Dialogue("d", [Turn(row, [rule]), Turn(row, [rule, answer])]).circles
    assert not Dialogue("d", [Turn(row, [answer]), Turn(row, [answer, offer])]).circles
