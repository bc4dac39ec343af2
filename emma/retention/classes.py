"""Which class a conversation belongs to, as SQL: protected matters first, then whether an agent was ever in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, or_, select

from emma.models import Conversation, Handoff, HandoffEvent
from emma.retention.policy import RecordClass
from emma.words import HandoffState, Reason

CONVERSATION = Conversation.__table__
HANDOFF = Handoff.__table__
EVENT = HandoffEvent.__table__


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
