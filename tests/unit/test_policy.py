"""handoff.toml: every reason is offered or queued, and a mistake in it stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import SettingsError
from emma.handoffs.policy import HandoffPolicy, read_policy
from emma.settings import ROOT
from emma.words import Reason


def test_every_reason_has_its_way(policy: HandoffPolicy) -> None:
    assert set(policy.mode) == set(Reason)
    assert policy.offer_turns == 3


def test_a_wish_for_a_person_queues_at_once_and_a_case_question_offers(policy: HandoffPolicy) -> None:
    assert policy.mode[Reason.REQUESTED] == "queue"
    assert policy.mode[Reason.CASE_SPECIFIC] == "offer"
    assert policy.mode[Reason.SENSITIVE] == "offer"


@pytest.mark.parametrize(("old", "new"), [('requested = "queue"\n', ""), ('complex = "offer"', 'complex = "maybe"')])
def test_a_missing_reason_or_a_wrong_word_stops_the_start(tmp_path: Path, old: str, new: str) -> None:
    text = (ROOT / "handoff.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "handoff.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match="reasons"):
        read_policy(file)


def test_a_protected_matter_is_called_case_specific_outside() -> None:
    assert Reason.SENSITIVE.public == "case_specific"
    assert all(reason.public == reason.value for reason in Reason if reason is not Reason.SENSITIVE)
