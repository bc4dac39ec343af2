"""What is stored of a visitor's own conversation besides its messages, for the page that shows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.conversations.opening import CONVERSATION, Held
from emma.errors import NotFound
from emma.models import Handoff

HANDOFF = Handoff.__table__


def own_rows(engine: Engine, held: Held) -> dict[str, Any]:
    """The times and the language of the conversation, and its handoffs. A protected matter is not marked."""
    mine = HANDOFF.c.conversation_id == held.id
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == held.id)).first()
        handoffs = connection.execute(select(HANDOFF).where(mine).order_by(HANDOFF.c.id)).all()
    if row is None:
        raise NotFound
    return {
        "language": row.language,
        "created_at": row.created_at,
        "last_activity_at": row.last_activity_at,
        "handoffs": [
            {"state": one.state, "created_at": one.created_at, "waiting_since": one.waiting_since} for one in handoffs
        ],
    }
