"""retention.toml: every class has period, authority and an answer to a wish to erase; a mistake stops the start."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from emma.errors import SettingsError
from emma.retention.policy import RecordClass, Wish, read_policy
from emma.settings import ROOT

SHIPPED = ROOT / "retention.toml"


def test_the_shipped_rules_are_those_of_the_design() -> None:
    rules = read_policy(SHIPPED).rules
    told = {name.value: (rule.period.days if rule.period else None, rule.erase) for name, rule in rules.items()}
    assert told == {
        "assistant_only": (30, Wish.IMMEDIATE),
        "with_agent": (90, Wish.HIDE),
        "sensitive": (7, Wish.IMMEDIATE),
        "requests": (90, Wish.REFUSE),
        "inbox": (30, Wish.IMMEDIATE),
        "audit": (3 * 366, Wish.REFUSE),
        "metrics": (None, Wish.REFUSE),
        "rate_limits": (0, Wish.REFUSE),
    }
    assert rules[RecordClass.RATE_LIMITS].period == timedelta(hours=1)


def test_the_page_for_visitors_gets_days() -> None:
    assert read_policy(SHIPPED).days() == {
        "assistant_only": 30,
        "with_agent": 90,
        "sensitive": 7,
        "requests": 90,
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[inbox]", "[in_box]", "unknown class in_box"),
        ('period = "90 days"', 'period = "a while"', "with_agent.period"),
        ('period = "7 days"', 'period = "0 days"', "sensitive.period"),
        ('erase = "hide"', 'erase = "maybe"', "with_agent.erase"),
        ('authority = "keyed hashes whose key changes daily"\n', "", "rate_limits.authority"),
    ],
)
def test_a_mistake_stops_the_start(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "retention.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        read_policy(file)
