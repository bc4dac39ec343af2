"""Opening hours: right on every day, holiday and closure, and over both clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emma.handoffs.desk_rules import read_desk
from emma.handoffs.hours import DAY, Closure, Hours, Span, instant
from emma.handoffs.hours_text import hours_in_words, moment_in_words
from emma.settings import ROOT

NEW_YORK = ZoneInfo("America/New_York")
SHIPPED = read_desk(ROOT / "desk.toml", demonstration=False).hours
SPRING = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)  # half an hour before New York's clocks go forward
AUTUMN = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # half an hour before they go back
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
NEAR_A_CHANGE = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from([SPRING, AUTUMN]),
    st.integers(-4 * DAY, 4 * DAY),
)


def local(*when: int) -> datetime:
    return datetime(*when, tzinfo=NEW_YORK)  # type: ignore[arg-type, misc]


@st.composite
def weeks(draw: st.DrawFn) -> tuple[tuple[Span, ...], ...]:
    """Seven days with none, one or two spans each, at any minute: also across the hour that is skipped or doubled."""
    days = []
    for _ in range(7):
        cuts = sorted(draw(st.sets(st.integers(0, DAY), max_size=4)))
        days.append(tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)))
    return tuple(days)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (local(2026, 11, 20, 7, 59), False),
        (local(2026, 11, 20, 8, 0), True),
        (local(2026, 11, 20, 19, 59), True),
        (local(2026, 11, 20, 20, 0), False),
        (local(2026, 11, 21, 12, 0), False),  # Saturday
        (local(2026, 11, 26, 12, 0), False),  # Thanksgiving
        (local(2026, 7, 3, 12, 0), False),  # Independence Day, observed on Friday
        (local(2026, 11, 27, 12, 0), True),  # the day after Thanksgiving is no federal holiday
        (local(2026, 6, 19, 12, 0), False),  # Juneteenth
    ],
)
def test_the_shipped_hours(moment: datetime, is_open: bool) -> None:
    assert SHIPPED.open_at(moment) is is_open


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (local(2026, 11, 20, 20, 0), local(2026, 11, 23, 8, 0)),
        (local(2026, 11, 25, 21, 0), local(2026, 11, 27, 8, 0)),
        (local(2026, 3, 6, 20, 0), local(2026, 3, 9, 8, 0)),  # over the change in March
        (local(2026, 10, 30, 20, 0), local(2026, 11, 2, 8, 0)),  # and in November
        (local(2026, 11, 23, 12, 0), local(2026, 11, 23, 12, 0)),
    ],
)
def test_the_next_opening(moment: datetime, opening: datetime) -> None:
    found = SHIPPED.next_opening(moment)
    assert found is not None
    assert found.astimezone(UTC) == opening.astimezone(UTC)
    assert found.astimezone(NEW_YORK).time() == opening.time()


@given(moment=st.one_of(MOMENTS, NEAR_A_CHANGE))
@example(SPRING)
@example(AUTUMN)
def test_the_wall_clock_in_new_york_decides_on_every_ordinary_day(moment: datetime) -> None:
    there = moment.astimezone(NEW_YORK)
    ordinary = there.weekday() < 5 and not SHIPPED.is_holiday(there.date())
    assert SHIPPED.open_at(moment) is (ordinary and time(8) <= there.time() < time(20))


@settings(max_examples=150)
@given(week=weeks(), moment=st.one_of(MOMENTS, NEAR_A_CHANGE), later=st.floats(0, 1, exclude_max=True))
def test_the_desk_is_closed_until_the_next_opening_and_open_from_it_on(
    week: tuple[tuple[Span, ...], ...], moment: datetime, later: float
) -> None:
    hours = Hours(NEW_YORK, week)
    opening = hours.next_opening(moment)
    if opening is None:
        assert not any(week)
        return
    assert opening >= moment
    assert hours.open_at(opening)
    between = moment + (opening - moment) * later
    assert hours.open_at(between) is (between == opening)


@settings(max_examples=80)
@given(week=weeks(), moment=st.one_of(MOMENTS, NEAR_A_CHANGE), hours_closed=st.integers(1, 200))
def test_a_closure_shuts_the_desk_for_its_time_and_not_longer(
    week: tuple[tuple[Span, ...], ...], moment: datetime, hours_closed: int
) -> None:
    hours = Hours(NEW_YORK, week)
    closure = Closure(moment, moment + timedelta(hours=hours_closed))
    closed = replace(hours, closures=(closure,))
    assert not closed.open_at(moment)
    assert closed.open_at(closure.end) is hours.open_at(closure.end)
    assert closed.next_opening(moment) == hours.next_opening(closure.end)


@settings(max_examples=100)
@given(moment=NEAR_A_CHANGE)
def test_an_opening_day_lasts_as_long_as_its_clock_says_except_when_the_clock_changes(moment: datetime) -> None:
    day = moment.astimezone(NEW_YORK).date()
    length = instant(day, DAY, NEW_YORK) - instant(day, 0, NEW_YORK)
    changes = {SPRING.date(): timedelta(hours=23), AUTUMN.date(): timedelta(hours=25)}
    assert length == changes.get(day, timedelta(hours=24))


def test_a_night_span_over_the_doubled_hour_has_one_hour_more() -> None:
    night = Hours(NEW_YORK, (*(((),) * 6), (Span(60, 120),)))  # Sunday 1 to 2 a.m., which come twice
    minutes = [AUTUMN + timedelta(minutes=m) for m in range(-60, 180)]
    assert sum(night.open_at(moment) for moment in minutes) == 120


def test_a_break_is_not_the_end_of_the_day() -> None:
    spans = (Span(8 * 60, 12 * 60), Span(13 * 60, 20 * 60))
    hours = Hours(NEW_YORK, ((spans,) * 5 + ((), ())))
    assert not hours.day_is_over(local(2026, 11, 20, 12, 30))
    assert hours.day_is_over(local(2026, 11, 20, 20, 30))


def test_the_demonstration_is_always_open() -> None:
    assert read_desk(ROOT / "desk.toml", demonstration=True).hours.open_at(local(2026, 12, 25, 3, 0))


def test_hours_in_words() -> None:
    english = "Monday to Friday, 8 a.m. to 8 p.m., Eastern time, except federal holidays"
    assert hours_in_words(SHIPPED, "en") == english
    spanish = "de lunes a viernes, de 8 a. m. a 8 p. m., hora del Este, excepto los feriados federales"
    assert hours_in_words(SHIPPED, "es") == spanish


def test_breaks_and_single_days_in_words() -> None:
    split = (Span(8 * 60, 12 * 60), Span(12 * 60 + 30, 17 * 60))
    hours = Hours(NEW_YORK, (split, split, (), (Span(0, DAY),), (), (), ()), country="")
    said = "Monday and Tuesday, 8 a.m. to noon and 12:30 p.m. to 5 p.m.; Thursday, 12 a.m. to midnight, Eastern time"
    assert hours_in_words(hours, "en") == said


def test_a_moment_in_words_is_in_the_desks_own_time() -> None:
    moment = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert moment_in_words(moment, SHIPPED, "en") == "Monday, November 23, at 8 a.m. Eastern time"
    assert moment_in_words(moment, SHIPPED, "es") == "el lunes 23 de noviembre, 8 a. m., hora del Este"
