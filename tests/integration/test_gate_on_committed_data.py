"""The gate as shipped on the release that is trained from the committed data: it holds every floor by itself."""

from __future__ import annotations

import pytest

from emma.db.engine import open_engine
from emma.evaluation.held_out import read_folder
from emma.settings import ROOT
from emma.training.evaluated import not_usable
from emma.training.evaluating import evaluate_release
from emma.training.gate import Verdict, judge
from emma.training.gate_rules import read_gate
from emma.training.releases import live_release
from tests.processes import prepared

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

# Floors are raised when a release does better, never lowered to let one pass: this is how low they may stand.
LOWEST = {"case_specific": 0.975, "sensitive": 0.96, "emergency": 0.97}
LOWEST_NOTICED = 0.945
FEWEST = {"case_specific": 300, "sensitive": 90, "emergency": 65, "emergency_noticed": 65}


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    """The live release, evaluated now where its training did not."""
    settings = prepared()
    engine = open_engine(settings.database)
    _, version = live_release(engine, settings.models)
    if not_usable(settings, version, read_folder(settings.held_out)):
        evaluate_release(settings, version)
    found = judge(engine, settings, version)
    engine.dispose()
    return found


def test_it_may_go_live(verdict: Verdict) -> None:
    assert verdict.passed, [check.as_json() for check in verdict.checks if not check.passed]


def test_it_is_judged_on_enough_messages_of_every_guarded_kind(verdict: Verdict) -> None:
    counted = {check.name: check.n for check in verdict.checks}
    assert all(counted[name] >= fewest for name, fewest in FEWEST.items()), counted


def test_nobody_lowered_a_floor() -> None:
    rules = read_gate(ROOT / "gate.toml")
    assert all(rules.recall[kind] >= floor for kind, floor in LOWEST.items())
    assert rules.noticed >= LOWEST_NOTICED
    assert rules.significance >= 0.05
    assert rules.second_person.topics >= {"fees", "phone_numbers", "privacy", "scams"}
    assert rules.second_person.files >= {"fees.csv", "phone_numbers.csv", "safety.csv", "responses.yml"}
