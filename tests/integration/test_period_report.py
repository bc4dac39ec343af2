"""The report on a week: counts only, none under ten, practice in none."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.conversations.messages import MESSAGE
from emma.desk.context import Desk
from emma.handoffs.rows import HANDOFF
from emma.reporting.period import Report, Table, report, weeks
from tests.attended import assistant_answered, conversation_of
from tests.desk import waiting

MONDAY = date(2026, 11, 9)
WEDNESDAY_NOON = datetime(2026, 11, 11, 17, tzinfo=UTC)  # in New York


def of(desk: Desk, name: str, monday: date = MONDAY) -> Table:
    """One table of the report."""
    return next(one for one in made(desk, monday).tables if one.name == name)


def made(desk: Desk, monday: date = MONDAY) -> Report:
    """The report on a week."""
    with desk.engine.connect() as connection:
        return report(connection, desk.rules, monday)


def served(engine: Engine, count: int, minutes: int = 5, **lane: object) -> list[int]:
    """So many who waited so long and were served."""
    since = WEDNESDAY_NOON
    ids = [waiting(engine, since=since, **lane) for _ in range(count)]  # type: ignore[arg-type]
    with engine.begin() as connection:
        mine = HANDOFF.c.id.in_(ids)
        values = {"state": "resolved", "claimed_at": since + timedelta(minutes=minutes), "end_reason": "answered"}
        connection.execute(update(HANDOFF).where(mine).values(**values))
    return ids


def answered(engine: Engine, handoff_id: int) -> None:
    """The assistant answered in that week."""
    assistant_answered(engine, conversation_of(engine, handoff_id))
    with engine.begin() as connection:
        connection.execute(update(MESSAGE).values(sent_at=WEDNESDAY_NOON))


def test_counts_from_ten_on_are_shown_and_smaller_ones_are_not(desk: Desk) -> None:
    served(desk.engine, 12)
    served(desk.engine, 11, language="es")
    served(desk.engine, 2, tier="2")
    lanes = of(desk, "lanes")
    assert lanes.cells == {"1 en": 12, "1 es": None, "2 en": None}
    assert lanes.total == 25


def test_a_share_is_told_only_where_both_parts_have_ten_or_none(desk: Desk) -> None:
    served(desk.engine, 10)
    assert made(desk).shares["in_time"] == (100, 10)
    served(desk.engine, 3, minutes=20)
    assert made(desk).shares["in_time"] is None
    served(desk.engine, 7, minutes=20)
    assert made(desk).shares["in_time"] == (50, 20)
    assert made(desk).median_wait == 12.5


def test_practice_is_in_no_table(desk: Desk) -> None:
    for handoff_id in served(desk.engine, 20, practice=True):
        answered(desk.engine, handoff_id)
    assert all(not one.cells for one in made(desk).tables)


def test_a_conversation_counts_once_under_a_topic_however_often_it_asked(desk: Desk) -> None:
    for handoff_id in served(desk.engine, 10):
        for _ in range(3):
            answered(desk.engine, handoff_id)
    assert of(desk, "topics").cells == {"forms": 10}
    assert of(desk, "topics").total is None


def test_a_protected_matter_is_counted_as_a_case_of_ones_own(desk: Desk) -> None:
    ids = served(desk.engine, 10)
    with desk.engine.begin() as connection:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id.in_(ids)).values(reason="sensitive"))
    assert of(desk, "reasons").cells == {"case_specific": 10}


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2026, 11, 9, 4, 59, tzinfo=UTC), False),  # Sunday, one minute to midnight in New York
        (datetime(2026, 11, 9, 5, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 16, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 16, 5, 0, tzinfo=UTC), False),
    ],
)
def test_a_week_goes_from_midnight_to_midnight_of_the_desks_zone(desk: Desk, moment: datetime, inside: bool) -> None:
    ids = served(desk.engine, 10)
    with desk.engine.begin() as connection:
        values = {"waiting_since": moment, "claimed_at": moment}
        connection.execute(update(HANDOFF).where(HANDOFF.c.id.in_(ids)).values(**values))
    assert of(desk, "lanes").cells == ({"1 en": 10} if inside else {})


def test_the_few_who_have_not_ended_yet_cannot_be_worked_out_from_those_who_have(desk: Desk) -> None:
    served(desk.engine, 30)
    for _ in range(4):
        waiting(desk.engine, since=WEDNESDAY_NOON)
    assert of(desk, "lanes").total == 34
    assert of(desk, "handoffs").cells == {"served": None, "waiting": None}
    assert of(desk, "ends").cells == {"answered": None, "none": None}


def test_weeks_do_not_overlap_and_the_running_one_is_told_only_where_nobody_is_real(desk: Desk) -> None:
    sunday = datetime(2026, 11, 22, 23, tzinfo=UTC)
    over = weeks(desk.rules, sunday)
    assert (over[0], len(over)) == (MONDAY, 12)
    assert {first - second for first, second in itertools.pairwise(over)} == {timedelta(days=7)}
    assert weeks(desk.rules, sunday, running=True)[0] == date(2026, 11, 16)
