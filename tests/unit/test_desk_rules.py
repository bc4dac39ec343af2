"""desk.toml and the hints of handoff.toml: a mistake stops the start and is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import SettingsError
from emma.handoffs.desk_rules import read_desk
from emma.handoffs.policy import read_policy
from emma.settings import ROOT


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of a settings file with one thing changed."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder / name


def test_the_shipped_rules() -> None:
    rules = read_desk(ROOT / "desk.toml", demonstration=False)
    assert rules.heartbeat.total_seconds() == 45
    assert (rules.idle_warning.total_seconds(), rules.idle_end.total_seconds()) == (180, 480)
    assert not rules.hours.always


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"America/New_York"', '"America/New_Yorkk"', "time_zone"),
        ('monday = ["08:00-20:00"]', 'monday = ["20:00-08:00"]', "monday"),
        ('monday = ["08:00-20:00"]', 'monday = ["08:00-12:00", "11:00-20:00"]', "monday"),
        ('friday = ["08:00-20:00"]\n', "", "friday"),
        ('holidays = "US"', 'holidays = "Nowhere"', "holidays"),
        ("heartbeat_seconds = 45", "heartbeat_seconds = 0", "heartbeat_seconds"),
        ("gone_seconds = 120", 'gone_seconds = "120"', "gone_seconds"),
        ("idle_end_minutes = 8", "idle_end_minutes = 3", "idle_warning_minutes"),
        ("kept = 0.8", "kept = 80", "kept"),
        ("[presence]", "[[closed]]\nfrom = 2027-01-15T13:00:00\nuntil = 2027-01-15T12:00:00\n[presence]", "closed"),
        ("[presence]", "[[closed]]\nuntil = 2027-01-15T12:00:00\n[presence]", "from"),
    ],
)
def test_a_mistake_stops_the_start_and_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_desk(changed(tmp_path, "desk.toml", old, new), demonstration=False)


def test_a_closed_day_in_the_file_closes_the_day(tmp_path: Path) -> None:
    file = changed(tmp_path, "desk.toml", "[presence]", "[[closed]]\non = 2026-12-24\n[presence]")
    hours = read_desk(file, demonstration=False).hours
    (closure,) = hours.closures
    assert not hours.open_at(closure.start)
    assert (closure.end - closure.start).total_seconds() == 24 * 3600
    assert not hours.open_at(closure.start.replace(hour=15))


def test_a_hint_must_be_written_as_it_is_matched(tmp_path: Path) -> None:
    changed(tmp_path, "desk.toml", "[presence]", "[presence]")
    with pytest.raises(SettingsError, match="hints"):
        read_policy(changed(tmp_path, "handoff.toml", '"fecha limite"', '"fecha límite"'))
