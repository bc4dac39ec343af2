"""The rows of handoffs and the one way they change state: a conditional update with its event. Callers own transactions.

Locks are taken in one order everywhere: turn at the queue, agent's presence, conversation, handoff.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from emma.errors import NotFound
from emma.models import Agent, Conversation, Handoff, HandoffEvent, Presence
from emma.models.base import now
from emma.words import HandoffState

HANDOFF = Handoff.__table__
EVENT = HandoffEvent.__table__
AGENT = Agent.__table__
PRESENCE = Presence.__table__
CONVERSATION = Conversation.__table__
OPEN = (HandoffState.OFFERED, HandoffState.WAITING, HandoffState.ACTIVE)
LONGEST_DETAIL = 200
AGENT_ACTOR, SYSTEM_ACTOR, VISITOR_ACTOR, ASSISTANT_ACTOR = "agent", "system", "visitor", "assistant"


def find(connection: Connection, handoff_id: int) -> Any:
    """The row. Raises NotFound."""
    row = connection.execute(select(HANDOFF).where(HANDOFF.c.id == handoff_id)).first()
    if row is None:
        raise NotFound
    return row


def find_locked(connection: Connection, handoff_id: int) -> Any:
    """The row, with its conversation locked for this transaction. Raises NotFound."""
    lock_conversation(connection, find(connection, handoff_id).conversation_id)
    return find(connection, handoff_id)


def lock_conversation(connection: Connection, conversation_id: str) -> None:
    """Lock the conversation, so that a turn of the visitor and an act of an agent never wait for each other."""
    connection.execute(select(CONVERSATION.c.id).where(CONVERSATION.c.id == conversation_id).with_for_update()).first()


def change(
    connection: Connection,
    handoff_id: int,
    source: HandoffState,
    target: HandoffState,
    kind: str,
    actor: str,
    *,
    where: Iterable[Any] = (),
    who: str | None = None,
    detail: str = "",
    moment: datetime | None = None,
    **values: Any,
) -> bool:
    """One transition and its event; `who` is the agent whom it concerns, `values` are columns of the row.

    False, and nothing written, when the row was not in `source` or `where` did not hold.
    """
    moment = moment or now()
    if target not in OPEN:
        values["ended_at"] = moment
    statement = update(HANDOFF).where(HANDOFF.c.id == handoff_id, HANDOFF.c.state == source, *where)
    if not connection.execute(statement.values(state=target, **values)).rowcount:
        return False
    record(connection, handoff_id, kind, source, target, actor, agent_id=who, detail=detail, moment=moment)
    return True


def record(
    connection: Connection,
    handoff_id: int,
    kind: str,
    source: str | None,
    target: str,
    actor: str,
    *,
    agent_id: str | None = None,
    detail: str = "",
    moment: datetime | None = None,
) -> None:
    """Write an event. `agent_id` is the agent whom it concerns; `detail` holds no words of anybody."""
    connection.execute(
        insert(EVENT).values(
            handoff_id=handoff_id,
            kind=kind,
            from_state=source,
            to_state=target,
            actor=actor,
            agent_id=agent_id,
            detail=detail[:LONGEST_DETAIL],
            at=moment or now(),
        )
    )
