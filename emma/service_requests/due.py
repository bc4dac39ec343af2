"""When an answer is due: clock hours, working days without federal holidays, or nothing that anybody published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("America/New_York")  # the agency counts its days in Eastern time
RULE = re.compile(r"(\d{1,3}) (hours|business days)")
WEEKEND = 5


@dataclass(frozen=True)
class Due:
    """`at` is an instant (clock hours), `on` the day in Eastern time it falls on; both None when nothing is due."""

    on: date | None = None
    at: datetime | None = None


def due(rule: str, moment: datetime) -> Due:
    """When a request made at this aware moment is due by a rule of the table, such as `15 business days`."""
    found = RULE.fullmatch(rule)
    if found is None:
        return Due()
    count = int(found[1])
    if found[2] == "hours":
        at = moment + timedelta(hours=count)
        return Due(on=day_of(at), at=at)
    return Due(on=add_business_days(day_of(moment), count))


def add_business_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`: no weekends, no US federal holidays on the days they are observed."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Whether offices work on this day."""
    return day.weekday() < WEEKEND and day not in _holidays()


def day_of(moment: datetime) -> date:
    """The calendar day of an instant in Eastern time."""
    return moment.astimezone(ZONE).date()


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US")
