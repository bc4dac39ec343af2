"""What desk.toml says: hours, presence, the visitor's absence, the wait, the service level. Mistakes stop the start."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from emma.errors import SettingsError
from emma.handoffs.hours import DAY, Closure, Hours, Span, instant

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


@dataclass(frozen=True)
class DeskRules:
    """The rules of the desk; `demonstration` is always open and accepts visitors with no agent present."""

    hours: Hours
    demonstration: bool
    heartbeat: timedelta
    wrap_up: timedelta
    gone: timedelta
    closing_grace: timedelta
    idle_warning: timedelta
    idle_end: timedelta
    recent_claims: int
    recent: timedelta
    kept: float
    quickest_minutes: int
    service_level: float
    service_minutes: int


def read_desk(path: Path, *, demonstration: bool) -> DeskRules:
    """Read `desk.toml`. Raises SettingsError naming the entry that is missing or wrong."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        rules = _rules(raw, demonstration)
    except KeyError as error:
        raise SettingsError(f"{path.name}: {error.args[0]} is missing") from None
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{path.name}: {error}") from None
    if not timedelta(0) < rules.idle_warning < rules.idle_end:
        raise SettingsError(f"{path.name}: visitor.idle_warning_minutes must be less than idle_end_minutes")
    if not 0 < rules.kept < 1 or not 0 < rules.service_level <= 1:
        raise SettingsError(f"{path.name}: wait.kept and service_level.share are shares between 0 and 1")
    return rules


def _rules(raw: Mapping[str, Any], demonstration: bool) -> DeskRules:
    presence, visitor, wait, level = raw["presence"], raw["visitor"], raw["wait"], raw["service_level"]
    return DeskRules(
        hours=replace(_hours(raw["hours"], raw.get("closed", [])), always=demonstration),
        demonstration=demonstration,
        heartbeat=timedelta(seconds=_count(presence, "heartbeat_seconds")),
        wrap_up=timedelta(seconds=_count(presence, "wrap_up_seconds", least=0)),
        gone=timedelta(seconds=_count(visitor, "gone_seconds")),
        closing_grace=timedelta(minutes=_count(visitor, "closing_grace_minutes", least=0)),
        idle_warning=timedelta(minutes=_count(visitor, "idle_warning_minutes")),
        idle_end=timedelta(minutes=_count(visitor, "idle_end_minutes")),
        recent_claims=_count(wait, "recent_claims"),
        recent=timedelta(hours=_count(wait, "recent_hours")),
        kept=float(wait["kept"]),
        quickest_minutes=_count(wait, "quickest_minutes"),
        service_level=float(level["share"]),
        service_minutes=_count(level, "minutes"),
    )


def _count(table: Mapping[str, Any], name: str, least: int = 1) -> int:
    value = table[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} must be a whole number from {least}, not {value!r}")
    return value


def _hours(raw: Mapping[str, Any], closed: list[Mapping[str, Any]]) -> Hours:
    try:
        zone = ZoneInfo(str(raw["time_zone"]))
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"hours.time_zone: there is no zone {raw['time_zone']!r}") from None
    week = tuple(_day(name, raw[name]) for name in WEEKDAYS)
    hours = Hours(zone, week, str(raw.get("holidays", "")), tuple(_closure(one, zone) for one in closed))
    try:
        hours.is_holiday(date(2026, 1, 1))
    except NotImplementedError:
        raise ValueError(f"hours.holidays: no calendar for {raw['holidays']!r}") from None
    return hours


def _day(name: str, texts: list[str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for text in texts:
        found = SPAN.fullmatch(text)
        span = Span(int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else None
        if span is None or not span.start < span.end <= DAY or (spans and span.start < spans[-1].end):
            raise ValueError(f"hours.{name}: {text!r} must be like 08:00-20:00, in order, without overlap")
        spans.append(span)
    return tuple(spans)


def _closure(raw: Mapping[str, Any], zone: ZoneInfo) -> Closure:
    if "on" in raw:
        return Closure(instant(raw["on"], 0, zone), instant(raw["on"], DAY, zone))
    start, end = (raw[name].replace(tzinfo=zone).astimezone(UTC) for name in ("from", "until"))
    if end <= start:
        raise ValueError("closed: until must be after from")
    return Closure(start, end)
