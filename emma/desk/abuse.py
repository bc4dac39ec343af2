"""Abuse: a warning first, then the end of the conversation and an hour without agents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.conversations.barring import bar, key_of
from emma.conversations.messages import MESSAGE, public
from emma.conversations.opening import CONVERSATION
from emma.desk.attending import Attended, hold_conversation
from emma.desk.context import Desk
from emma.desk.marks import mark
from emma.errors import Conflict
from emma.handoffs.ending import EndReason, resolve
from emma.handoffs.rows import find
from emma.models.base import now
from emma.vault.wiping import wipe_handoff
from emma.words import Status

WARNING, BLOCKED = "warning", "blocked"


def warn(desk: Desk, person: Person, conversation_id: str) -> dict[str, Any]:
    """Tell the visitor that the conversation ends if this goes on. Raises NotHeld, Ended or NotFound."""
    with desk.engine.begin() as connection:
        held = hold_conversation(connection, person, conversation_id)
        row = mark(connection, desk, find(connection, held.handoff_id), WARNING, "utter_abuse_warning")
        audit.record(connection, person.id, "visitor.warned", conversation_id=conversation_id, subject=str(row.seq))
        return public(row)


def block(desk: Desk, person: Person, conversation_id: str) -> None:
    """End it, and let no agent into this visitor's conversations for an hour.

    Raises Conflict without a warning before; NotHeld, Ended or NotFound.
    """
    with desk.engine.begin() as connection:
        held = hold_conversation(connection, person, conversation_id)
        if not _warned(connection, held):
            raise Conflict("Warn the visitor first.")
        row = resolve(connection, desk.rules, held.agent_id, held.handoff_id, EndReason.ABUSE)
        mark(connection, desk, row, BLOCKED, "utter_abuse_blocked")
        wipe_handoff(connection, desk.vault, row.id)
        bar(connection, key_of(conversation_id))
        mine = CONVERSATION.c.id == conversation_id
        ended = {"status": Status.ENDED, "version": CONVERSATION.c.version + 1, "last_activity_at": now()}
        connection.execute(update(CONVERSATION).where(mine).values(**ended))
        audit.record(connection, person.id, "visitor.blocked", conversation_id=conversation_id, subject=str(row.id))
    desk.attention.forget(held.handoff_id)


def _warned(connection: Connection, held: Attended) -> bool:
    warning = (MESSAGE.c.conversation_id == held.conversation_id, MESSAGE.c.kind == WARNING)
    return bool(connection.execute(select(exists(select(MESSAGE.c.id).where(*warning)))).scalar())
