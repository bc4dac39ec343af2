"""The figures of a small held-out set, counted by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from emma.evaluation.figures import figures
from emma.evaluation.misses import write_misses
from emma.evaluation.picture import draw_confusion
from emma.evaluation.scoring import Scored
from emma.words import Outcome, Reason
from tests.unit.evaluation.turns import answer, case, expected, offer, reply, scored, turn_result

ALARM = turn_result(reply(Outcome.EMERGENCY, "other", reason=Reason.SAFETY), intents=("emergency",))
DECLINED = turn_result(reply(Outcome.DECLINED, "other"), intents=("out_of_scope",))
DANGER = {"outcome": Outcome.EMERGENCY, "reason": Reason.SAFETY, "topic": "other"}
JOKE = {"outcome": Outcome.DECLINED, "topic": "other"}


@pytest.fixture
def small() -> list[Scored]:
    return [
        scored(expected("a"), answer("replace-card")),
        scored(expected("b", lang="es"), answer("renew-card")),
        scored(expected("c"), offer()),
        scored(case("d"), offer()),
        scored(case("e", lang="es"), answer("replace-card")),
        scored(case("f", "sensitive_asylum"), offer("sensitive_asylum")),
        scored(expected("g", "emergency", **DANGER), ALARM),
        scored(expected("h", "emergency", **DANGER), answer("replace-card")),
        scored(expected("i", "out_of_scope", **JOKE), DECLINED),
        scored(expected("j", "out_of_scope", **JOKE), answer("replace-card")),
    ]


def test_shares_are_counted_over_all_and_by_language(small: list[Scored]) -> None:
    found = figures(small)
    assert found["messages"] == 10
    assert found["overall"]["route"]["right"] == 6
    assert found["overall"]["article_first"] | {"low": 0, "high": 0} == {
        "right": 1, "of": 3, "share": 0.3333, "low": 0, "high": 0,
    }  # fmt: skip
    assert found["languages"]["es"]["strict"]["right"] == 1
    assert found["languages"]["en"]["strict"]["of"] == 8


def test_what_must_not_be_answered_as_general_is_counted_by_kind(small: list[Scored]) -> None:
    found = figures(small)["as_if_general"]
    assert (found["total"]["events"], found["total"]["of"]) == (2, 5)
    assert {kind: row["events"] for kind, row in found["kinds"].items()} == {
        "case_specific": 1, "sensitive": 0, "emergency": 1, "complex": 0,
    }  # fmt: skip
    assert found["kinds"]["sensitive"]["of"] == 1
    assert found["emergency_noticed"]["right"] == 1
    assert found["false_emergency"]["right"] == 0


def test_general_messages_refused_and_strange_ones_answered_are_counted(small: list[Scored]) -> None:
    found = figures(small)
    assert (found["refused_as_case_specific"]["right"], found["refused_as_case_specific"]["of"]) == (1, 3)
    assert (found["out_of_scope"]["recall"]["right"], found["out_of_scope"]["recall"]["of"]) == (1, 2)
    assert found["out_of_scope"]["false_alarm"]["right"] == 0


def test_precision_and_recall_of_an_intent(small: list[Scored]) -> None:
    row = figures(small)["intents"]["ask/replace-card"]
    assert row == {"expected": 3, "predicted": 4, "precision": 0.25, "recall": 0.3333, "f1": 0.2857}


def test_confusions_name_expected_and_predicted(small: list[Scored]) -> None:
    found = figures(small)
    assert found["confused_outcomes"]["emergency"] == {"answered": 1, "emergency": 1}
    assert {"expected": "emergency", "predicted": "ask/replace-card", "times": 1} in found["confused_intents"]
    assert {row["text"] for row in found["wrong_but_certain"]} == {"b", "e", "h", "j"}


def test_figures_are_json(small: list[Scored]) -> None:
    assert json.loads(json.dumps(figures(small)))["messages"] == 10


def test_misses_are_written_with_both_sides(small: list[Scored], tmp_path: Path) -> None:
    assert write_misses(tmp_path / "m.csv", small) == 5
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["text"]: row for row in csv.DictReader(file)}
    assert rows["e"]["expected_intent"] == "my_delivery"
    assert rows["e"]["predicted_meanings"] == "ask/replace-card"
    assert rows["e"]["certain"] == "True"
    assert "actual" not in " ".join(rows["e"])


def test_the_confusion_is_drawn(small: list[Scored], tmp_path: Path) -> None:
    draw_confusion(tmp_path / "c.png", figures(small)["confused_topics"], "Topics")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
