"""The purge: removes what is over, class by class, in small transactions, and logs how much went on whose authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.engine import Engine

from emma.models import Audit, RateLimit
from emma.models.base import now
from emma.retention.classes import CONVERSATION, REQUEST, conversations_over, requests_over
from emma.retention.policy import CONVERSATIONS, RecordClass, RetentionPolicy, Rule
from emma.retention.removing import (
    DISPOSITION,
    INBOX,
    log_disposition,
    overwrite_deleted,
    remove,
    remove_requests,
)  # fmt: skip

AUDIT = Audit.__table__
RATE_LIMIT = RateLimit.__table__
BATCH = 200


@dataclass(frozen=True)
class Over:
    """Rows of one table, of one class, whose period has ended and that nobody holds."""

    record_class: RecordClass
    rule: Rule
    table: Any
    which: tuple[Any, ...]

    @property
    def key(self) -> Any:
        """The column that names a row."""
        return next(iter(self.table.primary_key.columns))


def due(engine: Engine, policy: RetentionPolicy, moment: datetime | None = None) -> dict[RecordClass, int]:
    """How many records of each class `purge` would remove at `moment`. Nothing is changed."""
    counts: dict[RecordClass, int] = {}
    with engine.connect().execution_options(read_only=True) as connection:
        for over in _all_over(policy, moment or now()):
            query = select(func.count()).select_from(over.table).where(*over.which)
            counts[over.record_class] = counts.get(over.record_class, 0) + connection.execute(query).scalar_one()
    return counts


def purge(engine: Engine, policy: RetentionPolicy, moment: datetime | None = None) -> dict[RecordClass, int]:
    """Remove what is over at `moment`. Gives how many records of each class went."""
    counts: dict[RecordClass, int] = {}
    moment = moment or now()
    for over in _all_over(policy, moment):
        counts.setdefault(over.record_class, 0)
        while gone := _purge_batch(engine, over, moment):
            counts[over.record_class] += gone
    return counts


def purge_rate_limits(engine: Engine, policy: RetentionPolicy, moment: datetime | None = None) -> int:
    """Remove the rows of rate limits that are over; they are no records, so nothing is logged."""
    cutoff = policy.rules[RecordClass.RATE_LIMITS].cutoff(moment or now())
    if cutoff is None:
        return 0
    with engine.begin() as connection:
        return int(connection.execute(delete(RATE_LIMIT).where(RATE_LIMIT.c.updated_at < cutoff)).rowcount)


def _all_over(policy: RetentionPolicy, moment: datetime) -> list[Over]:
    found = []
    for record_class in CONVERSATIONS:
        rule = policy.rules[record_class]
        cutoff = rule.cutoff(moment)
        if cutoff is not None:
            found.append(Over(record_class, rule, CONVERSATION, conversations_over(record_class, cutoff)))
    rule = policy.rules[RecordClass.INBOX]
    cutoff = rule.cutoff(moment)
    if cutoff is not None:
        found.append(Over(RecordClass.INBOX, rule, INBOX, (INBOX.c.created_at < cutoff, _not_held(INBOX))))
    for record_class in (RecordClass.SENSITIVE, RecordClass.REQUESTS):
        rule = policy.rules[record_class]
        cutoff = rule.cutoff(moment)
        if cutoff is not None:
            found.append(Over(record_class, rule, REQUEST, requests_over(record_class, cutoff)))
    rule = policy.rules[RecordClass.AUDIT]
    cutoff = rule.cutoff(moment)
    if cutoff is not None:
        found.append(Over(RecordClass.AUDIT, rule, AUDIT, (AUDIT.c.at < cutoff, _not_held(AUDIT))))
        found.append(Over(RecordClass.AUDIT, rule, DISPOSITION, (DISPOSITION.c.at < cutoff,)))
    return found


def _not_held(table: Any) -> Any:
    """The condition that a row hangs on no conversation or on one that nobody holds."""
    held = select(CONVERSATION.c.id).where(CONVERSATION.c.held_since.is_not(None))
    return or_(table.c.conversation_id.is_(None), table.c.conversation_id.not_in(held))


def _purge_batch(engine: Engine, over: Over, moment: datetime) -> int:
    ids_over = select(over.key).where(*over.which).limit(BATCH).with_for_update()
    with engine.begin() as connection:
        ids = list(connection.execute(ids_over).scalars())
        if not ids:
            return 0
        if over.table is CONVERSATION:
            remove(connection, ids, keep_requests=True)
        elif over.table is REQUEST:
            remove_requests(connection, ids)
        else:
            overwrite_deleted(connection)
            connection.execute(delete(over.table).where(over.key.in_(ids)))
        # Dated with the purge's own moment: the log of removing old log lines is never itself over.
        log_disposition(connection, over.record_class, over.rule, len(ids), "period", moment)
    return len(ids)
