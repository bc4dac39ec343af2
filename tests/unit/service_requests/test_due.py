"""When an answer is due: clock hours, working days, federal holidays, clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.service_requests.due import Due, add_business_days, day_of, due, is_business_day

MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)


def test_fifteen_business_days_are_three_weeks_without_a_holiday() -> None:
    assert due("15 business days", MONDAY) == Due(on=date(2026, 3, 23))


def test_thanksgiving_and_christmas_are_no_working_days() -> None:
    before = datetime(2026, 11, 21, 22, tzinfo=UTC)  # a Saturday
    assert due("15 business days", before).on == date(2026, 12, 14)
    assert add_business_days(date(2026, 12, 24), 1) == date(2026, 12, 28)


def test_a_holiday_on_a_saturday_is_observed_on_the_friday() -> None:
    assert not is_business_day(date(2026, 7, 3))


def test_forty_eight_hours_are_hours_also_over_a_clock_change() -> None:
    before = datetime(2026, 3, 7, 17, tzinfo=UTC)  # clocks go forward on the 8th
    assert due("48 hours", before) == Due(on=date(2026, 3, 9), at=before + timedelta(hours=48))


def test_the_day_is_the_one_in_washington() -> None:
    assert day_of(datetime(2026, 3, 3, 3, tzinfo=UTC)) == date(2026, 3, 2)


@pytest.mark.parametrize("rule", ["none", "call back", "soon"])
def test_where_nobody_published_a_time_nothing_is_due(rule: str) -> None:
    assert due(rule, MONDAY) == Due()


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)), st.integers(1, 60))
def test_so_many_working_days_lie_between(day: date, count: int) -> None:
    end = add_business_days(day, count)
    assert is_business_day(end)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_business_day, between)) == count
