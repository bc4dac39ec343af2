"""Two questions get two answers, a story is read with its question, and what needs care is never dropped."""

from __future__ import annotations

from typing import Any

import pytest

from emma.assistant.segments import asks, chosen, segments


def reading(name: str, confidence: float = 0.9) -> dict[str, Any]:
    return {"intent": {"name": name, "confidence": confidence}, "entities": []}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How do I renew my card? How much is it?", ["How do I renew my card?", "How much is it?"]),
        ("how do i renew my card and how much is it", ["how do i renew my card", "how much is it"]),
        ("¿Dónde queda la oficina y cuánto cuesta?", ["¿Dónde queda la oficina", "cuánto cuesta?"]),
        ("renew my green card", ["renew my green card"]),
        ("ok. sí", []),
    ],
)
def test_a_text_is_cut_where_a_second_question_begins(text: str, parts: list[str]) -> None:
    assert segments(text) == parts


def test_no_text_has_more_than_six_parts() -> None:
    assert len(segments("Is this one question? " * 40)) == 6


@pytest.mark.parametrize("part", ["where is it", "¿y la tarifa?", "Kindly tell me the fee", "quisiera saber el precio"])
def test_a_question_is_told_from_a_story(part: str) -> None:
    assert asks(part)
    assert not asks("We came in 1998 and worked in the same hotel")


def test_two_sure_questions_are_both_answered_in_their_order() -> None:
    first, second = reading("ask/renew"), reading("fee_info")
    parts = [("how do i renew?", first), ("how much is it?", second)]
    assert chosen(reading("ask/renew"), parts) == [first, second]


def test_the_part_that_needs_care_comes_last() -> None:
    care, plain = reading("my_case"), reading("find_office")
    parts = [("where is my case?", care), ("where is the office?", plain)]
    assert chosen(reading("my_case"), parts) == [plain, care]


def test_one_question_is_read_with_its_story() -> None:
    whole = reading("ask/reentry-permit", 0.7)
    assert chosen(whole, [("what is that?", reading("ask/languages", 0.99))]) == [whole]


def test_a_story_that_was_not_understood_leaves_the_question() -> None:
    question = reading("ask/languages", 0.8)
    assert chosen(reading("nlu_fallback", 0.4), [("which languages do you speak?", question)]) == [question]


def test_a_grave_matter_is_never_dropped_for_a_general_question() -> None:
    whole, plain = reading("sensitive_abuse"), reading("ask/renew")
    assert chosen(whole, [("how do i renew?", plain)]) == [plain, whole]
    assert chosen(whole, []) == [whole]
