"""The held-out messages through the trained release: no figure may fall below its floor."""

from __future__ import annotations

from typing import Any

import pytest

from emma.cli.asking import Terminal
from emma.evaluation.figures import figures
from emma.evaluation.held_out import read_folder
from emma.evaluation.predictions import predict
from emma.evaluation.scoring import score
from emma.settings import ROOT

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

# Set from what the first releases reached, a point below; raised when a release does better, never lowered to let
# one pass. These only stop a step back; what must be reached is in design §14.
FLOORS = {
    ("overall", "route"): 0.85,
    ("overall", "topic"): 0.81,
    ("overall", "strict"): 0.77,
    ("overall", "lenient"): 0.77,
    ("overall", "article_first"): 0.78,
    ("overall", "article_within"): 0.78,
    ("overall", "language"): 0.96,
    ("languages", "en", "route"): 0.86,
    ("languages", "es", "route"): 0.82,
    ("as_if_general", "emergency_noticed"): 0.87,
    ("out_of_scope", "recall"): 0.80,
}
# Upper bounds of shares. To be reached: general refused as case-specific 0.03.
CEILINGS = {
    ("refused_as_case_specific",): 0.065,
    ("out_of_scope", "false_alarm"): 0.025,
    ("as_if_general", "false_emergency"): 0.012,
}
# The most messages of each kind that may be answered as if general. To be reached: none.
AS_IF_GENERAL = {"case_specific": 17, "sensitive": 2, "emergency": 1, "complex": 3}
FEWEST_MESSAGES = 900
FEWEST_GUARDED = 300


@pytest.fixture(scope="module")
def found(terminal: Terminal) -> dict[str, Any]:
    messages = read_folder(ROOT / "tests" / "nlu")
    return figures(score(messages, predict(messages, lambda text: terminal.turn(text, None))))


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


def test_every_message_gets_an_answer(found: dict[str, Any]) -> None:
    assert found["unavailable"] == []
