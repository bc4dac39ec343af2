"""Scheduled work as claimed rows: of any number of processes, the one whose UPDATE moves `due_at` does the work."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from emma.models import ScheduledWork
from emma.models.base import now

WORK = ScheduledWork.__table__
LEASE = timedelta(hours=1)


def claim(engine: Engine, name: str) -> datetime | None:
    """The moment of the claim when the work is due and is now ours, otherwise None.

    A claim whose process dies is due again when its lease is over.
    """
    mine = WORK.c.name == name
    with engine.connect().execution_options(read_only=True) as connection:
        due_at = connection.execute(select(WORK.c.due_at).where(mine)).scalar()
    moment = now()
    if due_at is None:
        _insert(engine, name, moment)
    elif due_at > moment:
        return None
    with engine.begin() as connection:
        ours = update(WORK).where(mine, WORK.c.due_at <= moment)
        changed = connection.execute(ours.values(due_at=moment + LEASE, claimed_at=moment)).rowcount
    return moment if changed else None


def finish(engine: Engine, name: str, claimed_at: datetime, every: timedelta) -> None:
    """The work is done; it is due again `every` after the claim. A lease that was lost changes nothing."""
    ours = update(WORK).where(WORK.c.name == name, WORK.c.claimed_at == claimed_at)
    with engine.begin() as connection:
        connection.execute(ours.values(due_at=claimed_at + every, finished_at=now()))


def _insert(engine: Engine, name: str, moment: datetime) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(insert(WORK).values(name=name, due_at=moment))
    except IntegrityError:
        pass  # another process was first
