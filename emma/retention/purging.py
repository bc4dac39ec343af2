"""The purge: removes what is over, class by class, in small transactions, and logs how much went on whose authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection, Engine

from emma.models import Audit, RateLimit
from emma.models.base import now
from emma.retention.classes import CONVERSATION, over
from emma.retention.policy import CONVERSATIONS, RecordClass, RetentionPolicy
from emma.retention.removing import DISPOSITION, log_disposition, overwrite_deleted, remove

AUDIT = Audit.__table__
RATE_LIMIT = RateLimit.__table__
BATCH = 200


def due(engine: Engine, policy: RetentionPolicy, moment: datetime | None = None) -> dict[RecordClass, int]:
    """How many records of each class `purge` would remove at `moment`. Nothing is changed."""
    counts: dict[RecordClass, int] = {}
    with engine.connect().execution_options(read_only=True) as connection:
        for record_class, tables in _over(policy, moment or now()).items():
            queries = (select(func.count()).select_from(table).where(*which) for table, which in tables)
            counts[record_class] = sum(int(connection.execute(query).scalar_one()) for query in queries)
    return counts


def purge(engine: Engine, policy: RetentionPolicy, moment: datetime | None = None) -> dict[RecordClass, int]:
    """Remove what is over at `moment`. Gives how many records of each class went."""
    counts: dict[RecordClass, int] = {}
    for record_class, tables in _over(policy, moment or now()).items():
        counts[record_class] = 0
        for table, which in tables:
            while gone := _purge_batch(engine, policy, record_class, table, which):
                counts[record_class] += gone
    return counts


def purge_rate_limits(engine: Engine, policy: RetentionPolicy, moment: datetime | None = None) -> int:
    """Remove the rows of rate limits that are over; they are no records, so nothing is logged."""
    cutoff = policy.rules[RecordClass.RATE_LIMITS].cutoff(moment or now())
    if cutoff is None:
        return 0
    with engine.begin() as connection:
        return int(connection.execute(delete(RATE_LIMIT).where(RATE_LIMIT.c.updated_at < cutoff)).rowcount)


def _over(policy: RetentionPolicy, moment: datetime) -> dict[RecordClass, list[tuple[Any, Sequence[Any]]]]:
    """Per class with an end: the tables and the conditions of their rows that are over."""
    found: dict[RecordClass, list[tuple[Any, Sequence[Any]]]] = {}
    for record_class in CONVERSATIONS:
        cutoff = policy.rules[record_class].cutoff(moment)
        if cutoff is not None:
            found[record_class] = [(CONVERSATION, over(record_class, cutoff))]
    cutoff = policy.rules[RecordClass.AUDIT].cutoff(moment)
    if cutoff is not None:
        held = select(CONVERSATION.c.id).where(CONVERSATION.c.held_since.is_not(None))
        free = AUDIT.c.conversation_id.is_(None) | AUDIT.c.conversation_id.not_in(held)
        found[RecordClass.AUDIT] = [(AUDIT, (AUDIT.c.at < cutoff, free)), (DISPOSITION, (DISPOSITION.c.at < cutoff,))]
    return found


def _purge_batch(
    engine: Engine, policy: RetentionPolicy, record_class: RecordClass, table: Any, which: Sequence[Any]
) -> int:
    with engine.begin() as connection:
        ids = list(connection.execute(select(table.c.id).where(*which).limit(BATCH).with_for_update()).scalars())
        if not ids:
            return 0
        _remove(connection, table, ids)
        log_disposition(connection, record_class, policy.rules[record_class], len(ids), "period")
    return len(ids)


def _remove(connection: Connection, table: Any, ids: list[Any]) -> None:
    if table is CONVERSATION:
        remove(connection, ids, keep_requests=True)
    else:
        overwrite_deleted(connection)
        connection.execute(delete(table).where(table.c.id.in_(ids)))
