"""Dialogues are scored turn by turn, and an answer that goes in circles is counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emma.assistant.replies import Effect, Reply, TurnResult
from emma.errors import KnowledgeError
from emma.evaluation.dialogues import Dialogue, dialogue_figures, play, read_dialogues
from emma.words import Outcome, Reason

HEADER = "dialogue,turn,lang,text,outcome,topic,contains\n"


def says(*texts: str, outcome: Outcome = Outcome.ANSWERED, again: bool = False) -> TurnResult:
    replies = tuple(Reply(text, outcome, "forms") for text in texts)
    return TurnResult(replies, (), {}, "en", ({"intent": "x", "again": again},))


OFFER = TurnResult(
    (Reply("Use I-90.", Outcome.ANSWERED, "forms"), Reply("A person?", Outcome.OFFERED_AGENT, "forms")),
    (Effect("offer", Reason.REPEATED),), {}, "en",
)  # fmt: skip


def dialogue(*results: TurnResult) -> Dialogue:
    rows = [
        {"dialogue": "d", "turn": str(n), "lang": "en", "text": f"t{n}", "outcome": "", "topic": "", "contains": ""}
        for n in range(len(results))
    ]
    answers = iter(results)
    (played,) = play([("d", rows)], lambda text, state, known: next(answers))
    return played


def test_the_same_answer_again_is_counted_also_after_another() -> None:
    assert len(dialogue(says("Use I-90."), says("Use I-90.")).circles) == 1
    assert len(dialogue(says("Use I-90."), says("It costs $465."), says("Use I-90.")).circles) == 1
    assert not dialogue(says("Use I-90."), says("Use I-90.", "It costs $465.")).circles


def test_a_way_on_or_a_wish_to_hear_it_again_is_no_circle() -> None:
    assert not dialogue(says("Use I-90."), OFFER).circles
    assert not dialogue(says("Use I-90."), says("Use I-90.", again=True)).circles
    assert not dialogue(
        says("Welcome.", outcome=Outcome.SMALL_TALK), says("Welcome.", outcome=Outcome.SMALL_TALK)
    ).circles


def test_what_was_offered_and_who_waits_is_known_at_the_next_turn() -> None:
    known_at: list[dict[str, Any]] = []
    queued = TurnResult((Reply("In line.", Outcome.QUEUED, "human"),), (Effect("accept"),), {"n": 2}, "en")
    answers = iter([OFFER, queued, says("Fine.")])

    def say(text: str, state: dict[str, Any], known: dict[str, Any]) -> TurnResult:
        known_at.append(known)
        return next(answers)

    rows = [
        {"dialogue": "d", "turn": n, "lang": "en", "text": n, "outcome": "", "topic": "", "contains": ""} for n in "123"
    ]
    list(play([("d", rows)], say))
    assert [(known["status"], known["offer"]) for known in known_at] == [
        ("with_assistant", None),
        ("with_assistant", "repeated"),
        ("waiting", None),
    ]


def test_the_figures_name_every_circle_and_every_miss(written: Callable[[str], Path]) -> None:
    folder = written(HEADER + "d,1,en,hi,answered,forms,I-90\nd,2,en,fee?,answered,fees,465\n")
    found = list(play(read_dialogues(folder), lambda text, state, known: says("Use I-90.")))
    figures = dialogue_figures(found)
    assert (figures["dialogues"], figures["dialogues_passed"], figures["turns_right"]) == (1, 0, 1)
    assert figures["circular_answers"] == 1
    assert (figures["contains"], figures["contains_right"]) == (2, 1)
    assert figures["files"]["main.csv"]["turns"] == 2
    assert "topic forms, expected fees" in figures["misses"][0]


def test_a_file_with_other_columns_is_named(written: Callable[[str], Path]) -> None:
    with pytest.raises(KnowledgeError, match=r"main\.csv"):
        read_dialogues(written("dialogue,text\nd,hi\n"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "main.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write
