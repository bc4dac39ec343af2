"""Holds: while a conversation or a service request is held, nothing of it is purged or erased, whoever wishes it."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma import audit
from emma.errors import NotFound
from emma.models.base import now
from emma.privacy import redact
from emma.retention.classes import CONVERSATION, REQUEST

LONGEST = 120
REFERENCE = "EM-"


def hold(engine: Engine, record_id: str, actor: str, matter: str = "") -> None:
    """Hold a conversation, by its id, or a service request, by its reference, from now on.

    Holding twice keeps the first moment. `matter` is masked and goes to the audit. Raises NotFound.
    """
    _set(engine, record_id, actor, "held", matter, held=True)


def release(engine: Engine, record_id: str, actor: str, matter: str = "") -> None:
    """End the hold; the period counts again, from the last activity. Raises NotFound."""
    _set(engine, record_id, actor, "released", matter, held=False)


def _set(engine: Engine, record_id: str, actor: str, action: str, matter: str, *, held: bool) -> None:
    is_request = record_id.upper().startswith(REFERENCE)
    table = REQUEST if is_request else CONVERSATION
    mine = REQUEST.c.reference == record_id.upper() if is_request else CONVERSATION.c.id == record_id
    unchanged = table.c.held_since.is_(None) if held else table.c.held_since.is_not(None)
    with engine.begin() as connection:
        row = connection.execute(table.select().where(mine)).first()
        if row is None:
            raise NotFound("There is no conversation with this id, and no service request with this reference.")
        connection.execute(update(table).where(mine, unchanged).values(held_since=now() if held else None))
        what, conversation_id = ("request", row.conversation_id) if is_request else ("conversation", row.id)
        subject = row.reference if is_request else ""
        purpose = redact(matter).text[:LONGEST]
        audit.record(
            connection, actor, f"{what}.{action}", conversation_id=conversation_id, subject=subject, purpose=purpose
        )
