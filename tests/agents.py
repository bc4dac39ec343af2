"""Handoffs that an agent has claimed, for tests that need no desk."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.engine import Engine

from emma.conversations.opening import CONVERSATION
from emma.handoffs import queue
from emma.models.base import now
from emma.words import HandoffState, Reason, Status


def claimed(engine: Engine, conversation_id: str, agent: str = "ben", reason: Reason = Reason.CASE_SPECIFIC) -> int:
    """The id of a handoff that this agent holds now."""
    request = queue.Request(reason, "case_status", "1", "en", "where is my card")
    with engine.begin() as connection:
        handoff_id = queue.join(connection, conversation_id, request, 1)
        mine = CONVERSATION.c.id == conversation_id
        connection.execute(update(CONVERSATION).where(mine).values(status=Status.WITH_AGENT))
    move(engine, handoff_id, HandoffState.ACTIVE, agent)
    return handoff_id


def move(engine: Engine, handoff_id: int, state: HandoffState, agent: str = "ben") -> None:
    """Put the handoff into a state, with its event."""
    event = {"handoff_id": handoff_id, "kind": "moved", "to_state": state, "actor": agent, "at": now()}
    with engine.begin() as connection:
        connection.execute(update(queue.HANDOFF).where(queue.HANDOFF.c.id == handoff_id).values(state=state))
        connection.execute(insert(queue.EVENT).values(**event))
