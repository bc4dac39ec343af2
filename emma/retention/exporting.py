"""The export of one conversation, for the agency: its rows as stored, already redacted. Sealed values never leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.errors import NotFound
from emma.retention.classes import CONVERSATION, EVENT, HANDOFF, REQUEST, class_of_row
from emma.retention.removing import FORM, MESSAGE

ABOUT = ("id", "language", "status", "sensitive", "created_at", "last_activity_at", "held_since", "hidden_at")
SAID = (
    "seq", "sender", "text", "sources", "outcome", "reason", "topic", "article", "confidence", "language", "masked",
    "helpful", "sent_at",
)  # fmt: skip
HANDED = (
    "id", "state", "reason", "topic", "tier", "language", "safety", "packet", "created_at", "waiting_since", "ended_at",
)  # fmt: skip
MOVED = ("handoff_id", "kind", "from_state", "to_state", "actor", "at")
ASKED = ("id", "handoff_id", "kind", "state", "result", "agent", "request", "opened_at", "viewed_at", "wiped_at")
WISHED = (
    "reference", "kind", "state", "topic", "tier", "language", "sensitive", "where_kind", "where_name", "wanted", "answer",
    "made_by", "agent_id", "due_on", "due_at", "created_at", "closed_at",
)  # fmt: skip
ACTED = ("at", "actor", "action", "purpose", "subject")


def export(engine: Engine, conversation_id: str, actor: str) -> dict[str, Any]:
    """Messages with feedback, handoffs, their events, forms without values, service requests, audit. Raises NotFound.

    The shape: `{conversation, messages, handoffs, events, forms, requests, audit}`, times in ISO 8601. The export is audited.
    """
    with engine.begin() as connection:
        audit.record(connection, actor, "conversation.exported", conversation_id=conversation_id)
        query = select(CONVERSATION, class_of_row().label("record_class")).where(CONVERSATION.c.id == conversation_id)
        about = connection.execute(query).first()
        if about is None:
            raise NotFound("There is no conversation with this id.")
        mine = HANDOFF.c.conversation_id == conversation_id
        handoffs = select(HANDOFF.c.id).where(mine)
        acts = audit.AUDIT
        return {
            "conversation": _plain((*ABOUT, "record_class"), about),
            "messages": _rows(connection, MESSAGE, SAID, "seq", MESSAGE.c.conversation_id == conversation_id),
            "handoffs": _rows(connection, HANDOFF, HANDED, "id", mine),
            "events": _rows(connection, EVENT, MOVED, "id", EVENT.c.handoff_id.in_(handoffs)),
            "forms": _rows(connection, FORM, ASKED, "opened_at", FORM.c.conversation_id == conversation_id),
            "requests": _rows(connection, REQUEST, WISHED, "created_at", REQUEST.c.conversation_id == conversation_id),
            "audit": _rows(connection, acts, ACTED, "id", acts.c.conversation_id == conversation_id),
        }


def _rows(connection: Connection, table: Any, names: tuple[str, ...], order: str, which: Any) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(which).order_by(table.c[order]))
    return [_plain(names, row) for row in rows]


def _plain(names: tuple[str, ...], row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
