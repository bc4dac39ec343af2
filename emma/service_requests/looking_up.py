"""What a visitor sees: with the reference the state and the due date; with the key all but a protected matter's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import Conversation
from emma.service_requests.kinds import kind_named
from emma.service_requests.rows import events_of, find

CONVERSATION = Conversation.__table__
TOLD_STEPS = ("made", "taken", "transferred", "reached", "not_reached", "answered", "closed", "withdrawn")


def state_of(connection: Connection, reference: str) -> dict[str, Any]:
    """`{reference, state, due_on, due_at, goal}`; nothing is due of a protected matter. Raises NotFound."""
    row = find(connection, reference)
    due = not is_private(connection, row)
    return {
        "reference": row.reference,
        "state": row.state,
        "due_on": row.due_on.isoformat() if due and row.due_on else None,
        "due_at": row.due_at.isoformat() if due and row.due_at else None,
        "goal": due and row.due_on is not None and kind_named(connection, row.kind).goal,
    }


def opened(connection: Connection, reference: str, language: str) -> dict[str, Any]:
    """What the key shows besides the state. `private` is set for a protected matter, of which only the state is told.

    `{…state, private, kind, topic, where, wanted, answer, steps, made_at}`; steps name no agent. Raises NotFound.
    """
    row = find(connection, reference)
    private = is_private(connection, row)
    shown = {**state_of(connection, reference), "private": private}
    if private:
        return shown
    steps = [one for one in events_of(connection, reference) if one.kind in TOLD_STEPS]
    return {
        **shown,
        "kind": kind_named(connection, row.kind).title[language],
        "topic": row.topic,
        "where": {"kind": row.where_kind, "name": row.where_name},
        "wanted": row.wanted,
        "answer": row.answer,
        "steps": [{"kind": one.kind, "at": one.at.isoformat()} for one in steps],
        "made_at": row.created_at.isoformat(),
    }


def is_private(connection: Connection, row: Any) -> bool:
    """Whether this is a protected matter, or its conversation became one after the request was made."""
    later = select(CONVERSATION.c.sensitive).where(CONVERSATION.c.id == row.conversation_id)
    return bool(row.sensitive or connection.execute(later).scalar())
