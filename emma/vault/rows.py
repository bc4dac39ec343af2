"""The rows of secure forms: reading one, wiping some. Callers own the transaction."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from emma.errors import NotFound
from emma.models import Handoff, SecureForm
from emma.models.base import now
from emma.words import HandoffState

FORM = SecureForm.__table__
HANDOFF = Handoff.__table__


class FormState(StrEnum):
    """Where a form stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    WIPED = "wiped"


class Verdict(StrEnum):
    """What an agent found when comparing an identity with the record."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"


def find(connection: Connection, form_id: str) -> Any:
    """The row, locked for this transaction, its handoff before it as everywhere. Raises NotFound."""
    handoff = select(FORM.c.handoff_id).where(FORM.c.id == form_id)
    is_active(connection, connection.execute(handoff).scalar())
    row = connection.execute(select(FORM).where(FORM.c.id == form_id).with_for_update()).first()
    if row is None:
        raise NotFound
    return row


def is_active(connection: Connection, handoff_id: int | None) -> bool:
    """Whether an agent holds this handoff now; locked, so that it cannot end before this transaction does."""
    query = select(HANDOFF.c.state).where(HANDOFF.c.id == handoff_id).with_for_update()
    return connection.execute(query).scalar() == HandoffState.ACTIVE


def wipe(connection: Connection, *which: Any) -> int:
    """Empty the forms that match and close them. Gives how many were not wiped before."""
    return int(
        connection.execute(
            update(FORM)
            .where(FORM.c.state != FormState.WIPED, *which)
            .values(state=FormState.WIPED, sealed=None, key_name=None, wiped_at=now())
        ).rowcount
    )
