"""Half-hours × weekdays: in the desk's own time, right over clock changes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from emma.handoffs.hours import Hours, Span
from emma.reporting.heat_map import heat_map
from tests.unit.reporting.test_served import visitor

WEEK = (*((Span(8 * 60, 20 * 60),) for _ in range(5)), (), ())
HOURS = Hours(ZoneInfo("America/New_York"), WEEK)


def test_the_opening_hours_are_shown_where_nobody_came() -> None:
    found = heat_map([], HOURS)
    assert [found.rows()[0][0], found.rows()[-1][0]] == ["08:00", "19:30"]
    assert (found.total, found.most) == (0, 0)


@pytest.mark.parametrize(
    ("moment", "cell"),
    [
        (datetime(2026, 11, 23, 13, 29, tzinfo=UTC), ("08:00", 0)),
        (datetime(2026, 11, 23, 13, 30, tzinfo=UTC), ("08:30", 0)),
        (datetime(2026, 10, 30, 12, 0, tzinfo=UTC), ("08:00", 4)),  # summer time ends two days later
        (datetime(2026, 11, 2, 13, 0, tzinfo=UTC), ("08:00", 0)),
    ],
)
def test_a_visitor_falls_into_the_half_hour_the_clock_on_the_wall_shows(
    moment: datetime, cell: tuple[str, int]
) -> None:
    found = heat_map([visitor(since=moment)], HOURS)
    assert [(time, day) for time, row in found.rows() for day in range(7) if row[day]] == [cell]


def test_who_comes_outside_the_hours_widens_the_picture() -> None:
    found = heat_map([visitor(since=datetime(2026, 11, 21, 4, 10, tzinfo=UTC))], HOURS)
    assert found.rows()[-1] == ("23:00", (0, 0, 0, 0, 1, 0, 0))


def test_shades_go_up_evenly_and_one_visitor_is_never_white() -> None:
    moment = datetime(2026, 11, 23, 14, tzinfo=UTC)
    found = heat_map([visitor(since=moment)] * 100, HOURS)
    assert [found.shade(count) for count in (0, 1, 20, 21, 80, 100)] == [0, 1, 1, 2, 4, 5]
