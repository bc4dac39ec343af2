"""When the desk is open: weekly hours, federal holidays, exceptional closures; instants, so clock changes are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import holidays

DAY = 24 * 60
LOOK_AHEAD = 400  # days: no calendar is closed for longer


@dataclass(frozen=True)
class Span:
    """A stretch of one local day, in minutes from midnight; `end` is not in it and at most 1440."""

    start: int
    end: int


@dataclass(frozen=True)
class Closure:
    """An exceptional closure between two instants, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Hours:
    """The calendar. `week` holds the spans of Monday to Sunday; `always` is the demonstration's calendar."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    country: str = "US"
    closures: tuple[Closure, ...] = ()
    always: bool = False

    def open_at(self, moment: datetime) -> bool:
        """Whether the desk is open at this aware moment."""
        if self.always:
            return True
        if any(closure.start <= moment < closure.end for closure in self.closures):
            return False
        local = moment.astimezone(self.zone).date()
        days = (local - timedelta(days=1), local)  # a span may end after the local midnight of a clock change
        return any(start <= moment < end for day in days for start, end in self._spans(day))

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first instant from `moment` on at which the desk is open, in UTC; None when there is none in a year."""
        if self.open_at(moment):
            return moment.astimezone(UTC)
        first = moment.astimezone(self.zone).date() - timedelta(days=1)
        for offset in range(LOOK_AHEAD):
            for start, end in self._spans(first + timedelta(days=offset)):
                opening = self._after_closures(max(start, moment))
                if opening < end:
                    return opening.astimezone(UTC)
        return None

    def day_is_over(self, moment: datetime) -> bool:
        """Whether the desk is closed and opens on a later local day: not a break."""
        opening = self.next_opening(moment)
        return opening is None or opening.astimezone(self.zone).date() > moment.astimezone(self.zone).date()

    def is_holiday(self, day: date) -> bool:
        """Whether agents are away the whole local day because of a holiday."""
        return bool(self.country) and day in self._holidays

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        return holidays.country_holidays(self.country)

    def _after_closures(self, moment: datetime) -> datetime:
        for closure in sorted(self.closures, key=lambda closure: closure.start):
            if closure.start <= moment < closure.end:
                moment = closure.end
        return moment

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for span in () if self.is_holiday(day) else self.week[day.weekday()]:
            # Of an hour that the clock shows twice, opening takes the first and closing the second.
            yield instant(day, span.start, self.zone, fold=0), instant(day, span.end, self.zone, fold=1)


def instant(day: date, minutes: int, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """The instant in UTC at which local clocks show so many minutes after midnight of `day`."""
    days, minutes = divmod(minutes, DAY)
    local = datetime.combine(day + timedelta(days=days), time(*divmod(minutes, 60)), zone)
    return local.replace(fold=fold).astimezone(UTC)
