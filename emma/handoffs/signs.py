"""Signs of life of the visitor and the agent: they keep a place, stop a warning, and start the timers anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.engine import Connection

from emma.errors import NotHeld
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.words import HandoffState

HELD = (HandoffState.WAITING, HandoffState.ACTIVE)


def visitor_seen(connection: Connection, conversation_id: str, moment: datetime | None = None) -> None:
    """The visitor's page is open. Only who gives such signs can be missed: a page without scripts never does."""
    mine = (HANDOFF.c.conversation_id == conversation_id, HANDOFF.c.state.in_(HELD))
    connection.execute(update(HANDOFF).where(*mine).values(visitor_seen_at=moment or now()))


def visitor_word(connection: Connection, conversation_id: str, moment: datetime | None = None) -> None:
    """The visitor wrote or chose something."""
    moment = moment or now()
    mine = (HANDOFF.c.conversation_id == conversation_id, HANDOFF.c.state.in_(HELD))
    active = HANDOFF.c.state == HandoffState.ACTIVE
    connection.execute(
        update(HANDOFF)
        .where(*mine)
        .values(
            visitor_word_at=moment,
            visitor_seen_at=case((HANDOFF.c.visitor_seen_at.is_(None), None), else_=moment),
            warned_at=case((active, None), else_=HANDOFF.c.warned_at),
        )
    )


def agent_word(connection: Connection, agent_id: str, handoff_id: int, moment: datetime | None = None) -> None:
    """The agent wrote to the visitor. Raises NotHeld when this agent does not hold the handoff now."""
    mine = (HANDOFF.c.id == handoff_id, HANDOFF.c.agent_id == agent_id, HANDOFF.c.state == HandoffState.ACTIVE)
    values = {"agent_word_at": moment or now(), "warned_at": None}
    if not connection.execute(update(HANDOFF).where(*mine).values(**values)).rowcount:
        raise NotHeld
