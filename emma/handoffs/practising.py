"""Practice handoffs: they wait for one agent in training, never in a lane of visitors. Callers own the transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from emma.handoffs.queue import Request, join
from emma.handoffs.rows import HANDOFF, SYSTEM_ACTOR, change, find
from emma.models.base import now
from emma.words import HandoffState

SCRIPT = "practice"  # what the packet calls the prepared visitor


def begin(connection: Connection, conversation_id: str, request: Request, agent_id: str, script: str) -> int:
    """A prepared visitor waits for this agent. Gives the handoff's id."""
    handoff_id = join(connection, conversation_id, request, 1)
    packet = {**find(connection, handoff_id).packet, SCRIPT: script}
    values = {"practice": True, "wanted_agent": agent_id, "packet": packet}
    connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(**values))
    return handoff_id


def held(connection: Connection) -> list[Any]:
    """All practice handoffs an agent holds now."""
    query = select(HANDOFF).where(HANDOFF.c.practice.is_(True), HANDOFF.c.state == HandoffState.ACTIVE)
    return list(connection.execute(query.order_by(HANDOFF.c.id)))


def expire(connection: Connection, older_than: timedelta, moment: datetime | None = None) -> list[str]:
    """waiting -> expired for practice that nobody took. Gives the conversations."""
    moment = moment or now()
    old = (HANDOFF.c.practice.is_(True), HANDOFF.c.waiting_since < moment - older_than)
    rows = connection.execute(select(HANDOFF).where(HANDOFF.c.state == HandoffState.WAITING, *old)).all()
    gone = [row for row in rows if change(
        connection, row.id, HandoffState.WAITING, HandoffState.EXPIRED, "expired", SYSTEM_ACTOR, where=old, moment=moment
    )]  # fmt: skip
    return [row.conversation_id for row in gone]


def is_practice(connection: Connection, handoff_id: int) -> bool:
    """Whether this handoff is practice."""
    return bool(connection.execute(select(HANDOFF.c.practice).where(HANDOFF.c.id == handoff_id)).scalar())
