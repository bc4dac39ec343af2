"""Holds: while a conversation is held, nothing of it is purged or erased, whoever wishes it."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma import audit
from emma.errors import NotFound
from emma.models.base import now
from emma.privacy import redact
from emma.retention.classes import CONVERSATION

LONGEST = 120


def hold(engine: Engine, conversation_id: str, actor: str, matter: str = "") -> None:
    """Hold it from now on; holding twice keeps the first moment. `matter` is masked and goes to the audit.

    Raises NotFound.
    """
    _set(engine, conversation_id, actor, "conversation.held", matter, held=True)


def release(engine: Engine, conversation_id: str, actor: str, matter: str = "") -> None:
    """End the hold; the period counts again, from the last activity. Raises NotFound."""
    _set(engine, conversation_id, actor, "conversation.released", matter, held=False)


def _set(engine: Engine, conversation_id: str, actor: str, action: str, matter: str, *, held: bool) -> None:
    mine = CONVERSATION.c.id == conversation_id
    unchanged = CONVERSATION.c.held_since.is_(None) if held else CONVERSATION.c.held_since.is_not(None)
    with engine.begin() as connection:
        if connection.execute(CONVERSATION.select().where(mine)).first() is None:
            raise NotFound("There is no conversation with this id.")
        connection.execute(update(CONVERSATION).where(mine, unchanged).values(held_since=now() if held else None))
        purpose = redact(matter).text[:LONGEST]
        audit.record(connection, actor, action, conversation_id=conversation_id, purpose=purpose)
