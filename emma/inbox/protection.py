"""Which conversations trainers may read of: the one rule of the inbox, of the effect on real messages and of replays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists

from emma.models import Conversation, Handoff, Message
from emma.words import Outcome, Reason

CONVERSATION, HANDOFF, MESSAGE = Conversation.__table__, Handoff.__table__, Message.__table__
PROTECTED_REASONS = (Reason.SENSITIVE, Reason.SAFETY)


def open_to_trainers(conversation_id: Any) -> Any:
    """The condition on a column that holds a conversation: not protected, erased (hidden) or practice, no emergency."""
    shown, handoff = MESSAGE.alias("shown"), HANDOFF.alias("handed")
    return (
        exists().where(
            CONVERSATION.c.id == conversation_id,
            CONVERSATION.c.sensitive.is_(False),
            CONVERSATION.c.hidden_at.is_(None),
        )
        & ~exists().where(
            handoff.c.conversation_id == conversation_id,
            handoff.c.practice.is_(True) | handoff.c.safety.is_(True) | handoff.c.reason.in_(PROTECTED_REASONS),
        )
        & ~exists().where(
            shown.c.conversation_id == conversation_id,
            (shown.c.outcome == Outcome.EMERGENCY) | shown.c.reason.in_(PROTECTED_REASONS),
        )
    )
