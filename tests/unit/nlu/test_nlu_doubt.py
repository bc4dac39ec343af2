"""Bare names are answers, and doubt between a general and a careful meaning asks back."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from emma.nlu.bare import BareEntityClassifier, is_bare
from emma.nlu.classifier import CERTAINTY, FULL_RANKING, GROUPS
from emma.nlu.doubt import DoubtClassifier
from emma.nlu.groups import group_of


def named(text: str, name: str, entity: str = "place_city") -> list[dict[str, Any]]:
    start = text.index(name)
    return [{"entity": entity, "start": start, "end": start + len(name), "value": name}]


@pytest.mark.parametrize(
    ("text", "name", "entity"),
    [
        ("Chicago", "Chicago", "place_city"),
        ("vivo en Ghana", "Ghana", "place_country"),
        ("no, I meant N-600", "N-600", "form"),
        ("¿Y en México?", "México", "place_country"),
    ],
)
def test_a_name_among_filler_words_is_bare(text: str, name: str, entity: str) -> None:
    assert is_bare(text, named(text, name, entity))


@pytest.mark.parametrize("text", ["cost of N-600", "N-600 denied", "renew in Chicago"])
def test_a_name_with_a_word_of_its_own_meaning_is_not(text: str) -> None:
    name = "Chicago" if "Chicago" in text else "N-600"
    assert not is_bare(text, named(text, name, "form"))


def test_a_purpose_alone_does_not_make_a_message_bare() -> None:
    assert not is_bare("asylum", named("asylum", "asylum", "purpose"))


def test_a_bare_message_becomes_inform_with_certainty() -> None:
    message = Message(
        {TEXT: "Chicago", INTENT: {"name": "ask", "confidence": 0.7}, ENTITIES: named("Chicago", "Chicago")}
    )
    (read,) = BareEntityClassifier().process([message])
    assert read.get(INTENT) == {"name": "inform", "confidence": 1.0}
    assert read.get(CERTAINTY) == 1.0


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what is form I-90 for", "form_info"),
        ("¿qué es la I-90?", "form_info"),
        ("what about I-90", "inform"),
        ("¿y qué tal la I-90?", "inform"),
        ("I-90 please", "inform"),
    ],
)
def test_a_bare_form_that_is_asked_about_is_a_question_about_the_form(text: str, intent: str) -> None:
    message = Message({TEXT: text, ENTITIES: named(text, "I-90", "form")})
    (read,) = BareEntityClassifier().process([message])
    assert read.get(INTENT)["name"] == intent


def doubtful(share: float, *, top: str = "ask/change-address") -> Message:
    ranking = [{"name": top, "confidence": 0.9}, {"name": "my_address_change", "confidence": 0.2}]
    groups = {"general": 1 - share, "case": share}
    return Message({TEXT: "address", INTENT: {"name": "ask", "confidence": 0.9}, FULL_RANKING: ranking, GROUPS: groups})


def test_a_share_of_doubt_asks_with_the_general_and_the_careful_meaning() -> None:
    (read,) = DoubtClassifier({"share": 0.15}).process([doubtful(0.2)])
    assert read.get(INTENT)["name"] == "nlu_fallback"
    assert [one["name"] for one in read.get(FULL_RANKING)] == ["ask/change-address", "my_address_change"]
    assert {one["confidence"] for one in read.get(FULL_RANKING)} == {0.9}


def test_below_the_share_and_where_care_is_likeliest_nothing_changes() -> None:
    for share in (0.1, 0.7):
        (read,) = DoubtClassifier({"share": 0.15}).process([doubtful(share)])
        assert read.get(INTENT)["name"] == "ask"


def unsure(probability: float, *, group: str = "general") -> Message:
    names = ("ask/foia", "ask/fee-waiver", "my_case")
    ranking = [{"name": name, "confidence": 0.9, "probability": probability} for name in names]
    return Message({TEXT: "x", INTENT: {"name": "ask", "confidence": 0.9}, FULL_RANKING: ranking, GROUPS: {group: 0.9}})


def test_where_the_likeliest_meaning_is_unlikely_the_first_two_are_asked() -> None:
    (read,) = DoubtClassifier({"least": 0.3}).process([unsure(0.25)])
    assert read.get(INTENT)["name"] == "nlu_fallback"
    assert [one["name"] for one in read.get(FULL_RANKING)] == ["ask/foia", "ask/fee-waiver"]


def test_a_likelier_meaning_and_one_that_needs_care_are_not_asked() -> None:
    for message in (unsure(0.35), unsure(0.25, group="emergency")):
        (read,) = DoubtClassifier({"least": 0.3}).process([message])
        assert read.get(INTENT)["name"] == "ask"


def test_groups_are_named_by_the_first_pattern_that_fits() -> None:
    groups = {"case": ["my_*"], "talk": ["thanks"]}
    assert [group_of(name, groups) for name in ("my_case", "thanks", "ask/foia")] == ["case", "talk", "general"]
