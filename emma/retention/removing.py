"""Removing conversations with all that hangs on them, and the log of what was removed. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from emma.models import Disposition, InboxItem, Message, SecureForm, ServiceRequestEvent
from emma.retention.classes import CONVERSATION, EVENT, HANDOFF, REQUEST
from emma.retention.policy import RecordClass, Rule

MESSAGE = Message.__table__
FORM = SecureForm.__table__
DISPOSITION = Disposition.__table__
STEP = ServiceRequestEvent.__table__
INBOX = InboxItem.__table__


def remove(connection: Connection, ids: Sequence[str], *, keep_requests: bool) -> None:
    """Delete conversations, messages, handoffs, events, forms and what trainers see of them.

    With `keep_requests` a sealed form that a service request waits for stays, cut off from the conversation; it goes
    when that request closes or its own time is over.
    """
    overwrite_deleted(connection)
    handoffs = select(HANDOFF.c.id).where(HANDOFF.c.conversation_id.in_(ids))
    connection.execute(handoffs.with_for_update())
    forms = FORM.c.conversation_id.in_(ids)
    if keep_requests:
        kept = update(FORM).where(forms, FORM.c.request.is_not(None), FORM.c.sealed.is_not(None))
        connection.execute(kept.values(conversation_id=None, handoff_id=None))
    connection.execute(delete(FORM).where(or_(forms, FORM.c.handoff_id.in_(handoffs))))
    connection.execute(delete(EVENT).where(EVENT.c.handoff_id.in_(handoffs)))
    connection.execute(delete(HANDOFF).where(HANDOFF.c.conversation_id.in_(ids)))
    connection.execute(delete(INBOX).where(INBOX.c.conversation_id.in_(ids)))
    connection.execute(delete(MESSAGE).where(MESSAGE.c.conversation_id.in_(ids)))
    # A request outlives its conversation; what was protected in it stays protected.
    protected = select(CONVERSATION.c.id).where(CONVERSATION.c.id.in_(ids), CONVERSATION.c.sensitive.is_(True))
    connection.execute(update(REQUEST).where(REQUEST.c.conversation_id.in_(protected)).values(sensitive=True))
    connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id.in_(ids)))


def remove_requests(connection: Connection, references: Sequence[str]) -> None:
    """Delete service requests, their steps, and how to reach their visitors."""
    overwrite_deleted(connection)
    connection.execute(delete(FORM).where(FORM.c.request.in_(references)))
    connection.execute(delete(STEP).where(STEP.c.reference.in_(references)))
    connection.execute(delete(REQUEST).where(REQUEST.c.reference.in_(references)))


def log_disposition(
    connection: Connection, record_class: RecordClass, rule: Rule, records: int, cause: str, moment: datetime
) -> None:
    """One line: so many records of this class went at `moment`, for `cause` period or visitor."""
    connection.execute(
        insert(DISPOSITION).values(
            at=moment, record_class=record_class.value, records=records, cause=cause, authority=rule.authority
        )
    )


def overwrite_deleted(connection: Connection) -> None:
    """SQLite leaves deleted text in free pages of its file unless it is told to overwrite it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
