"""The audit: one row an act, without content. Written in the transaction of the act."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from emma.models import Audit
from emma.models.base import now

AUDIT = Audit.__table__
VISITOR, OPERATOR = "visitor", "operator"


def record(
    connection: Connection,
    actor: str,
    action: str,
    *,
    conversation_id: str | None = None,
    subject: str = "",
    purpose: str = "",
) -> None:
    """Write who (`actor`, an agent's id) did what (`form.viewed`) to which record (`subject`), and what for."""
    connection.execute(
        insert(AUDIT).values(
            at=now(),
            actor=actor,
            action=action,
            purpose=purpose,
            conversation_id=conversation_id,
            subject=subject,
        )
    )
