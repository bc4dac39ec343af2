"""Private notes of agents and whispers of supervisors: never shown to the visitor, redacted, records all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts import directory
from emma.accounts.people import Person
from emma.desk.attending import hold_conversation
from emma.desk.context import Desk
from emma.desk.guarding import guard_or_ask
from emma.errors import NotFound, NotHeld, NotPermitted
from emma.handoffs.queue import open_handoff
from emma.models import Note
from emma.models.base import now
from emma.words import HandoffState

NOTE = Note.__table__
OWN, WHISPER = "note", "whisper"


def note(desk: Desk, person: Person, conversation_id: str, text: str, *, masked: bool = False) -> dict[str, Any]:
    """Keep a note of whoever holds the conversation. Raises Guarded, Invalid, TooLong, NotHeld, Ended or NotFound."""
    said = guard_or_ask(desk, text, person, masked=masked).text
    with desk.engine.begin() as connection:
        hold_conversation(connection, person, conversation_id)
        return _keep(connection, person, conversation_id, OWN, said)


def whisper(desk: Desk, person: Person, conversation_id: str, text: str, *, masked: bool = False) -> dict[str, Any]:
    """A supervisor tells the agent something that the visitor does not see. Raises NotPermitted and as `note`."""
    if not person.may_supervise:
        raise NotPermitted
    said = guard_or_ask(desk, text, person, masked=masked).text
    with desk.engine.begin() as connection:
        row = open_handoff(connection, conversation_id) if conversation_id.isprintable() else None
        if row is None:
            raise NotFound
        if row.state != HandoffState.ACTIVE:
            raise NotHeld
        return _keep(connection, person, conversation_id, WHISPER, said)


def notes_of(connection: Connection, conversation_id: str) -> list[dict[str, Any]]:
    """All notes of a conversation, oldest first."""
    query = select(NOTE).where(NOTE.c.conversation_id == conversation_id).order_by(NOTE.c.id)
    return shapes(connection, connection.execute(query).all())


def shapes(connection: Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of notes for a screen."""
    names = directory.names(connection, [row.agent_id for row in rows])
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "text": row.text,
            "author": names.get(row.agent_id, ""),
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


def _keep(connection: Connection, person: Person, conversation_id: str, kind: str, text: str) -> dict[str, Any]:
    values = {"conversation_id": conversation_id, "agent_id": person.id, "kind": kind, "text": text, "at": now()}
    note_id = connection.execute(insert(NOTE).values(**values)).inserted_primary_key[0]
    audit.record(connection, person.id, f"{kind}.kept", conversation_id=conversation_id, subject=str(note_id))
    return shapes(connection, [connection.execute(select(NOTE).where(NOTE.c.id == note_id)).one()])[0]
