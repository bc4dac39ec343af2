"""The held-out messages through the trained release: no figure may fall below its floor."""

from __future__ import annotations

from typing import Any

import pytest

from emma.cli.asking import Terminal
from emma.cli.evaluating import entities_in
from emma.evaluation.entities import entity_figures, find_all, read_entities
from emma.evaluation.figures import by_set
from emma.evaluation.held_out import read_folder
from emma.evaluation.predictions import predict
from emma.evaluation.scoring import score
from emma.settings import ROOT

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

FOLDER = ROOT / "tests" / "nlu"
# Set from what a release reached, a point below; raised when a release does better, never lowered to let
# one pass. These only stop a step back; what must be reached is in design §14.
FLOORS = {
    ("overall", "route"): 0.925,
    ("overall", "topic"): 0.915,
    ("overall", "strict"): 0.89,
    ("overall", "lenient"): 0.89,
    ("overall", "article_first"): 0.915,
    ("overall", "article_within"): 0.945,
    ("overall", "language"): 0.979,
    ("languages", "en", "route"): 0.92,
    ("languages", "es", "route"): 0.93,
    ("as_if_general", "emergency_noticed"): 0.92,
    ("out_of_scope", "recall"): 0.92,
}
# Upper bounds of shares. To be reached: general refused as case-specific 0.03.
CEILINGS = {
    ("refused_as_case_specific",): 0.02,
    ("out_of_scope", "false_alarm"): 0.02,
    ("as_if_general", "false_emergency"): 0.006,
}
# The most messages of each kind that may be answered as if general. To be reached: none.
AS_IF_GENERAL = {"case_specific": 5, "sensitive": 2, "emergency": 1, "complex": 2}
FEWEST_MESSAGES = 900
FEWEST_GUARDED = 300
# The second set, which nothing is tuned on: a step back that the first one hides shows here.
FRESH_FLOORS = {
    ("overall", "route"): 0.94,
    ("overall", "topic"): 0.92,
    ("overall", "strict"): 0.90,
    ("overall", "lenient"): 0.91,
    ("overall", "article_first"): 0.895,
    ("overall", "article_within"): 0.95,
    ("overall", "language"): 0.985,
    ("languages", "en", "route"): 0.945,
    ("languages", "es", "route"): 0.935,
    ("as_if_general", "emergency_noticed"): 0.93,
    ("out_of_scope", "recall"): 0.87,
    ("two_questions_both",): 0.65,
}
FRESH_CEILINGS = {
    ("refused_as_case_specific",): 0.023,
    ("out_of_scope", "false_alarm"): 0.015,
    ("as_if_general", "false_emergency"): 0.006,
}
FRESH_AS_IF_GENERAL = {"case_specific": 2, "sensitive": 1, "emergency": 0, "complex": 1}
FEWEST_FRESH = 600
# Places, forms, agencies and purposes in the messages of entities.csv.
ENTITY_FLOORS = {"precision": 0.95, "recall": 0.955}


@pytest.fixture(scope="module")
def sets(terminal: Terminal) -> dict[str, dict[str, Any]]:
    messages = read_folder(FOLDER)
    return by_set(score(messages, predict(messages, lambda text: terminal.turn(text, None))))


@pytest.fixture(scope="module")
def found(sets: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return sets["first"]


@pytest.fixture(scope="module")
def fresh(sets: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return sets["fresh"]


def figure(found: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for name in path:
        found = found[name]
    return found


def test_there_are_enough_messages_to_tell(found: dict[str, Any]) -> None:
    assert found["messages"] >= FEWEST_MESSAGES
    assert found["as_if_general"]["total"]["of"] >= FEWEST_GUARDED


@pytest.mark.parametrize("path", FLOORS, ids="-".join)
def test_a_share_stays_above_its_floor(found: dict[str, Any], path: tuple[str, ...]) -> None:
    assert figure(found, path)["share"] >= FLOORS[path], figure(found, path)


@pytest.mark.parametrize("path", CEILINGS, ids="-".join)
def test_a_share_stays_below_its_ceiling(found: dict[str, Any], path: tuple[str, ...]) -> None:
    assert figure(found, path)["share"] <= CEILINGS[path], figure(found, path)


@pytest.mark.parametrize("kind", AS_IF_GENERAL)
def test_what_needs_a_person_is_not_answered_as_if_general(found: dict[str, Any], kind: str) -> None:
    row = found["as_if_general"]["kinds"][kind]
    assert row["events"] <= AS_IF_GENERAL[kind], row["list"]


def test_every_message_gets_an_answer(sets: dict[str, dict[str, Any]]) -> None:
    assert {name: one["unavailable"] for name, one in sets.items() if one["unavailable"]} == {}


def test_the_fresh_set_is_large_enough_and_kept_apart(fresh: dict[str, Any], found: dict[str, Any]) -> None:
    assert fresh["messages"] >= FEWEST_FRESH
    assert found["messages"] + fresh["messages"] == len(read_folder(FOLDER))


@pytest.mark.parametrize("path", FRESH_FLOORS, ids="-".join)
def test_a_share_of_the_fresh_set_stays_above_its_floor(fresh: dict[str, Any], path: tuple[str, ...]) -> None:
    assert figure(fresh, path)["share"] >= FRESH_FLOORS[path], figure(fresh, path)


@pytest.mark.parametrize("path", FRESH_CEILINGS, ids="-".join)
def test_a_share_of_the_fresh_set_stays_below_its_ceiling(fresh: dict[str, Any], path: tuple[str, ...]) -> None:
    assert figure(fresh, path)["share"] <= FRESH_CEILINGS[path], figure(fresh, path)


def test_what_needs_a_person_is_not_answered_as_if_general_in_the_fresh_set(fresh: dict[str, Any]) -> None:
    kinds = {kind: row["events"] for kind, row in fresh["as_if_general"]["kinds"].items()}
    assert all(kinds[kind] <= most for kind, most in FRESH_AS_IF_GENERAL.items()), kinds


def test_entities_are_found_and_nothing_else_is(terminal: Terminal) -> None:
    found = entity_figures(find_all(read_entities(FOLDER), lambda text: entities_in(terminal, text)))
    for name, floor in ENTITY_FLOORS.items():
        assert found["all"][name] >= floor, found["misses"]
