"""Who asked for an agent in a period: one entry a handoff that ever waited. Practice is never among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.handoffs.rows import HANDOFF


@dataclass(frozen=True)
class Asked:
    """One wish for an agent: joined at `since`, first served at `claimed_at`, over at `ended_at`."""

    id: int
    state: str
    tier: str
    language: str
    topic: str
    reason: str
    handling: str
    since: datetime
    claimed_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    promised: timedelta | None

    def waited(self, moment: datetime) -> timedelta:
        """From joining to the first agent, or to the end, or to `moment`."""
        return max(timedelta(0), (self.claimed_at or self.ended_at or moment) - self.since)


def asked(connection: Connection, since: datetime, until: datetime) -> list[Asked]:
    """All who joined a lane from `since` on and before `until`, in order of joining."""
    names = ("id", "state", "tier", "language", "topic", "reason", "handling", "claimed_at", "ended_at", "end_reason")
    query = (
        select(*(HANDOFF.c[name] for name in names), HANDOFF.c.waiting_since, HANDOFF.c.promised_wait)
        .where(HANDOFF.c.practice.is_(False), HANDOFF.c.waiting_since >= since, HANDOFF.c.waiting_since < until)
        .order_by(HANDOFF.c.waiting_since, HANDOFF.c.id)
    )
    return [
        Asked(
            **{name: getattr(row, name) for name in names},
            since=row.waiting_since,
            promised=None if row.promised_wait is None else timedelta(minutes=row.promised_wait),
        )
        for row in connection.execute(query)
    ]
