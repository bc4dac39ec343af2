"""Two questions get two answers, a story is read with its question, and what needs care is never dropped."""

from __future__ import annotations

from typing import Any

import pytest

from emma.assistant.segments import Part, asks, chosen, segments, worth_reading


def reading(name: str, confidence: float = 0.9, ranking: dict[str, float] | None = None) -> dict[str, Any]:
    ranked = [{"name": one, "confidence": sure} for one, sure in (ranking or {}).items()]
    return {"intent": {"name": name, "confidence": confidence}, "entities": [], "full_ranking": ranked}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How do I renew my card? How much is it?", ["How do I renew my card?", "How much is it?"]),
        ("how do i renew my card and how much is it", ["how do i renew my card", "how much is it"]),
        ("¿Dónde queda la oficina y cuánto cuesta?", ["¿Dónde queda la oficina", "cuánto cuesta?"]),
        ("what number do I call and until what hour", ["what number do I call", "until what hour"]),
        ("a qué número llamo y hasta qué hora", ["a qué número llamo", "hasta qué hora"]),
        ("my card was lost, ¿can you look?", ["my card was lost, ¿can you look?"]),
        ("me negaron, ¿y cómo apelo?", ["me negaron", "¿y cómo apelo?"]),
        (
            "how is my claim, and after how many days can one work",
            ["how is my claim", "after how many days can one work"],
        ),
        ("renew my green card", ["renew my green card"]),
        ("ok. sí", []),
    ],
)
def test_a_text_is_cut_where_a_second_question_begins(text: str, parts: list[str]) -> None:
    assert [part.text for part in segments(text)] == parts


def test_no_text_has_more_than_six_parts() -> None:
    assert len(segments("Is this one question? " * 40)) == 6


@pytest.mark.parametrize("part", ["where is it", "¿y la tarifa?", "Kindly tell me the fee", "quisiera saber el precio",
    "y también dónde queda", "hasta qué hora abren", "si hay exención de pago", "until what hour"])  # fmt: skip
def test_a_question_is_told_from_a_story(part: str) -> None:
    assert asks(part)
    assert not asks("We came in 1998 and worked in the same hotel")
    assert not asks("Pensé en mi hermano, que sigue en Jinotega")


def test_two_sure_questions_are_both_answered_in_their_order() -> None:
    first, second = reading("ask/renew"), reading("fee_info")
    parts = [(Part("how do i renew?"), first), (Part("how much is it?"), second)]
    assert chosen(reading("ask/renew"), parts) == [first, second]


def test_the_part_that_needs_care_comes_last() -> None:
    care, plain = reading("my_case"), reading("find_office")
    parts = [(Part("where is my case?"), care), (Part("where is the office?"), plain)]
    assert chosen(reading("my_case"), parts) == [plain, care]


def test_one_question_is_read_with_its_story() -> None:
    whole = reading("ask/reentry-permit", 0.7)
    assert chosen(whole, [(Part("what is that?"), reading("ask/languages", 0.99))]) == [whole]


def test_a_story_that_was_not_understood_leaves_the_question() -> None:
    question = reading("ask/languages", 0.8)
    assert chosen(reading("nlu_fallback", 0.4), [(Part("which languages do you speak?"), question)]) == [question]


def test_a_grave_matter_is_never_dropped_for_a_general_question() -> None:
    whole, plain = reading("sensitive_abuse"), reading("ask/renew")
    assert chosen(whole, [(Part("how do i renew?"), plain)]) == [plain, whole]
    assert chosen(whole, []) == [whole]


def test_a_story_keeps_its_sentences_whole() -> None:
    story = "My neighbour told me on the bus that one can bring a brother, and he had it from a man who sells shoes. "
    parts = segments(story + "What is filed and to whom is it sent?")
    assert [part.text for part in parts][-1] == "What is filed and to whom is it sent?"
    assert not any(part.joined for part in parts)


def test_what_is_told_beside_a_question_counts_when_it_is_about_the_record() -> None:
    told, asked = reading("my_delivery", 0.95), reading("ask/adit-stamp")
    parts = [(Part("my card never came", joined=True), told), (Part("how do I get the stamp?", joined=True), asked)]
    assert chosen(reading("ask/adit-stamp"), parts) == [asked, told]
    alone = [(Part("my card never came"), told), (Part("how do I get the stamp?"), asked)]
    assert chosen(reading("ask/adit-stamp"), alone) != [asked, told]


def test_a_general_question_beside_a_record_matter_is_answered_too() -> None:
    whole, asked = reading("my_decision", 0.99), reading("ask/appeal-or-motion")
    assert chosen(whole, [(Part("how do I appeal", joined=True), asked)]) == [asked, whole]


def test_a_question_that_says_little_takes_what_the_whole_means_beside_the_first() -> None:
    whole = reading("nlu_fallback", 0.3, {"ask/contact-center-hours": 0.99, "phone_numbers": 0.97})
    first = reading("phone_numbers")
    parts = [(Part("what number do I call", True), first), (Part("until what hour", True), reading("goodbye"))]
    found = chosen(whole, parts)
    assert found[0] == first
    assert found[1]["intent"]["full_retrieval_intent_name"] == "ask/contact-center-hours"
    assert found[1]["response_selector"]["ask"]["response"]["intent_response_key"] == "ask/contact-center-hours"


def test_a_question_that_points_back_is_read_with_the_first() -> None:
    first = reading("ask/reschedule-biometrics")
    whole = reading(
        "ask/reschedule-biometrics", 0.99, {"ask/reschedule-biometrics": 0.99, "ask/what-to-bring-biometrics": 0.3}
    )
    second = reading("ask/what-to-bring-appointment")
    parts = [(Part("how to move it", True), first), (Part("what do I bring there", True), second)]
    assert [one["intent"].get("full_retrieval_intent_name") for one in chosen(whole, parts)] == [
        None,
        "ask/what-to-bring-biometrics",
    ]


def test_only_questions_and_what_stands_beside_one_are_read() -> None:
    assert worth_reading(Part("how do I renew"))
    assert worth_reading(Part("my card never came", joined=True))
    assert not worth_reading(Part("We came in 1998 and worked in the same hotel"))


def test_two_sentences_stand_beside_each_other_and_more_are_a_story() -> None:
    assert all(part.joined for part in segments("My card never came. Where is the office?"))
    assert not any(part.joined for part in segments("Dear Sirs. We move to Tucson. Where is the office?"))


def test_a_part_out_of_scope_leaves_the_other_question() -> None:
    plain, out = reading("ask/appeal-or-motion"), reading("out_of_scope")
    parts = [(Part("how do I appeal", True), plain), (Part("how much is it", True), out)]
    assert chosen(reading("out_of_scope"), parts) == [plain]
    assert chosen(reading("ask/appeal-or-motion"), parts) == [reading("ask/appeal-or-motion")]
