"""Which class a conversation or a service request belongs to, as SQL: protected matters first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, or_, select

from emma.models import Conversation, Handoff, HandoffEvent, ServiceRequest
from emma.retention.policy import RecordClass
from emma.words import HandoffState, Reason, RequestState

CONVERSATION = Conversation.__table__
HANDOFF = Handoff.__table__
EVENT = HandoffEvent.__table__
REQUEST = ServiceRequest.__table__
FINISHED = (RequestState.ANSWERED, RequestState.CLOSED, RequestState.REFERRED)


def class_of_row() -> Any:
    """The expression for the class of a row of `conversations`."""
    own = HANDOFF.c.conversation_id == CONVERSATION.c.id
    protected = exists(select(HANDOFF.c.id).where(own, HANDOFF.c.reason == Reason.SENSITIVE))
    owned = exists(select(HANDOFF.c.id).where(own, HANDOFF.c.state.in_((HandoffState.ACTIVE, HandoffState.RESOLVED))))
    joined = exists(
        select(EVENT.c.id).where(EVENT.c.handoff_id == HANDOFF.c.id, EVENT.c.to_state == HandoffState.ACTIVE, own)
    )
    return case(
        (or_(CONVERSATION.c.sensitive.is_(True), protected), RecordClass.SENSITIVE.value),
        (or_(owned, joined), RecordClass.WITH_AGENT.value),
        else_=RecordClass.ASSISTANT_ONLY.value,
    )


def conversations_over(record_class: RecordClass, cutoff: datetime) -> tuple[Any, ...]:
    """The conditions of conversations of a class whose period has ended and that nobody holds."""
    return (
        CONVERSATION.c.last_activity_at < cutoff,
        CONVERSATION.c.held_since.is_(None),
        class_of_row() == record_class.value,
    )


def requests_over(record_class: RecordClass, cutoff: datetime) -> tuple[Any, ...]:
    """The conditions of finished service requests of a class, sensitive or requests, that nobody holds.

    What waits for an answer is never over.
    """
    held = select(CONVERSATION.c.id).where(CONVERSATION.c.held_since.is_not(None))
    return (
        REQUEST.c.last_activity_at < cutoff,
        REQUEST.c.state.in_(FINISHED),
        REQUEST.c.sensitive.is_(record_class is RecordClass.SENSITIVE),
        REQUEST.c.held_since.is_(None),
        or_(REQUEST.c.conversation_id.is_(None), REQUEST.c.conversation_id.not_in(held)),
    )
