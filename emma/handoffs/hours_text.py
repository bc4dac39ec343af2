"""Hours and moments in words, in the visitor's language; the words are in texts/."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from emma.handoffs.hours import DAY, Hours, Span
from emma.words import LANGUAGES

HERE = Path(__file__).parent / "texts"
NOON = 12 * 60


def hours_in_words(hours: Hours, language: str) -> str:
    """The weekly hours, such as "Monday to Friday, 8 a.m. to 8 p.m., Eastern time, except federal holidays"."""
    words = _words(language)
    if hours.always:
        return str(words["always"])
    parts = []
    for spans, group in groupby(range(len(hours.week)), key=lambda day: hours.week[day]):
        if spans:
            parts.append(words["times"].format(days=_days(list(group), words), spans=_spans(spans, words)))
    if not parts:
        return str(words["never"])
    holidays = words["holidays"] if hours.country else ""
    return str(
        words["sentence"].format(times=words["separator"].join(parts), zone=_zone(hours, words), holidays=holidays)
    )


def moment_in_words(moment: datetime, hours: Hours, language: str) -> str:
    """A moment in the desk's own zone, such as "Monday, November 23, at 8 a.m. Eastern time"."""
    words = _words(language)
    local = moment.astimezone(hours.zone)
    return str(
        words["moment"].format(
            day=words["days"][local.weekday()],
            month=words["months"][local.month - 1],
            number=local.day,
            time=_time(local.hour * 60 + local.minute, words),
            zone=_zone(hours, words),
        )
    )


@cache
def _words(language: str) -> dict[str, Any]:
    known = language if language in LANGUAGES else "en"
    return tomllib.loads((HERE / f"{known}.toml").read_text(encoding="utf-8"))


def _days(days: list[int], words: dict[str, Any]) -> str:
    pattern = words["one_day" if len(days) == 1 else "two_days" if len(days) == 2 else "more_days"]
    return str(pattern.format(a=words["days"][days[0]], b=words["days"][days[-1]]))


def _spans(spans: Sequence[Span], words: dict[str, Any]) -> str:
    said = [words["span"].format(a=_time(span.start, words), b=_time(span.end, words)) for span in spans]
    return str(words["and"].join(said))


def _time(minutes: int, words: dict[str, Any]) -> str:
    if minutes in (DAY, NOON):
        return str(words["midnight_end" if minutes == DAY else "noon"])
    hour, minute = divmod(minutes, 60)
    half = words["am" if hour < 12 else "pm"]
    shown = hour % 12 or 12
    return f"{shown}:{minute:02d} {half}" if minute else f"{shown} {half}"


def _zone(hours: Hours, words: dict[str, Any]) -> str:
    return str(words["zones"].get(hours.zone.key, hours.zone.key))
