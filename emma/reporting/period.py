"""The report on one week: how many came, what Emma made of it, how those who wanted an agent were served. Counts only.

Weeks of Monday to Sunday do not overlap, and a week is told once it is over: two reports cannot be subtracted from each
other to get at a few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import distinct, exists, func, select
from sqlalchemy.engine import Connection

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.hours import instant
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.reporting.asked import Asked, asked
from emma.reporting.served import Share, served
from emma.reporting.small_cells import LEAST, publishable, publishable_total
from emma.words import Reason, Sender

WEEKS = 12
DAYS = 7
NOT_ENDED = "none"


@dataclass(frozen=True)
class Table:
    """Counts by one thing, None where a cell is withheld; no `total` where one case counts in several cells."""

    name: str
    cells: dict[str, int | None]
    total: int | None


@dataclass(frozen=True)
class Report:
    """`shares` are (percent, cases), None with fewer than ten cases."""

    since: datetime
    until: datetime
    tables: tuple[Table, ...]
    shares: dict[str, tuple[int, int] | None]
    median_wait: float | None


def weeks(rules: DeskRules, moment: datetime | None = None, *, running: bool = False) -> list[date]:
    """The Mondays of the last twelve weeks that are over, the newest first; `running` adds the one that is not."""
    today = (moment or now()).astimezone(rules.hours.zone).date()
    monday = today - timedelta(days=today.weekday())
    over = [monday - timedelta(weeks=number) for number in range(1, WEEKS + 1)]
    return [monday, *over] if running else over


def report(connection: Connection, rules: DeskRules, monday: date, moment: datetime | None = None) -> Report:
    """The week from `monday` on, on the desk's calendar. Practice is in none of it.

    A protected matter is counted as any case of one's own.
    """
    moment = moment or now()
    since, until = (instant(monday + timedelta(days=days), 0, rules.hours.zone) for days in (0, DAYS))
    rows = asked(connection, since, until)
    figures = served(rows, timedelta(minutes=rules.service_minutes), moment)
    tables = [
        table("conversations", _conversations(connection, since, until)),
        table("outcomes", _replies(connection, MESSAGE.c.outcome, since, until), parts=False),
        table("topics", _replies(connection, MESSAGE.c.topic, since, until), parts=False),
        table("helped", _helped(connection, since, until)),
        table("lanes", _by(rows, lambda row: f"{row.tier} {row.language}")),
        table("reasons", _by(rows, lambda row: Reason(row.reason).public)),
        table("handoffs", _by(rows, _came_to)),
        table("ends", _by(rows, lambda row: row.end_reason or NOT_ENDED)),
    ]
    shares = {"in_time": figures.in_time, "as_promised": figures.as_promised}
    return Report(
        since,
        until,
        tuple(tables),
        {name: _share(one) for name, one in shares.items()},
        figures.median_wait if figures.served >= LEAST else None,
    )


def table(name: str, counts: Mapping[str, int], *, parts: bool = True) -> Table:
    """The counts as they may be published, the largest first, withheld ones last; `parts` add up to a total."""
    shown = publishable(counts)
    order = sorted(shown, key=lambda key: (shown[key] is None, -(shown[key] or 0), key))
    return Table(name, {key: shown[key] for key in order}, publishable_total(counts) if parts else None)


def _share(one: Share) -> tuple[int, int] | None:
    """A share tells its remainder: both parts have ten cases, or one is empty."""
    fits = one.of >= LEAST and all(part == 0 or part >= LEAST for part in (one.good, one.of - one.good))
    return (one.percent or 0, one.of) if fits else None


def _by(rows: list[Asked], key: Callable[[Asked], str]) -> Counter[str]:
    return Counter(key(row) for row in rows)


def _came_to(row: Asked) -> str:
    """What came of a wish for an agent: served, or how it ended without one."""
    return "served" if row.claimed_at is not None else row.state


def _conversations(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    query = (
        select(CONVERSATION.c.language, func.count())
        .where(CONVERSATION.c.created_at >= since, CONVERSATION.c.created_at < until, ~_practice(CONVERSATION.c.id))
        .group_by(CONVERSATION.c.language)
    )
    return {str(language): count for language, count in connection.execute(query)}


def _replies(connection: Connection, column: Any, since: datetime, until: datetime) -> dict[str, int]:
    """Conversations by what a reply in them was: one that asked ten times counts once."""
    count = func.count(distinct(MESSAGE.c.conversation_id))
    where = (*_sent(since, until), MESSAGE.c.sender == Sender.ASSISTANT, column.is_not(None))
    query = select(column, count).where(*where).group_by(column)
    return {str(name): number for name, number in connection.execute(query)}


def _helped(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    query = (
        select(MESSAGE.c.helpful, func.count())
        .where(*_sent(since, until), MESSAGE.c.helpful.is_not(None))
        .group_by(MESSAGE.c.helpful)
    )
    return {"yes" if helpful else "no": count for helpful, count in connection.execute(query)}


def _sent(since: datetime, until: datetime) -> tuple[Any, ...]:
    return (MESSAGE.c.sent_at >= since, MESSAGE.c.sent_at < until, ~_practice(MESSAGE.c.conversation_id))


def _practice(conversation_id: Any) -> Any:
    return exists(
        select(HANDOFF.c.id).where(HANDOFF.c.conversation_id == conversation_id, HANDOFF.c.practice.is_(True))
    )
