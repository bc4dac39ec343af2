"""When values go: at the end of a handoff, when a request closes, when their time is over; and with them the keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from emma.models.base import now
from emma.vault.forms import Form
from emma.vault.rows import FORM, FormState, wipe
from emma.vault.vault import Vault


def wipe_handoff(connection: Connection, vault: Vault, handoff_id: int) -> int:
    """At the end of a handoff, in its transaction: wipe all but a filled call-back, which waits for its request."""
    return wipe_ended(connection, vault.forms, handoff_id)


def wipe_ended(connection: Connection, forms: Mapping[str, Form], handoff_id: int) -> int:
    """The same for who has no keys: the declared forms say what outlives a handoff."""
    kept = [kind for kind, form in forms.items() if form.outlives_handoff]
    mine = FORM.c.handoff_id == handoff_id
    return wipe(connection, mine, FORM.c.kind.not_in(kept)) + wipe(connection, mine, FORM.c.state == FormState.OPEN)


def wipe_request(connection: Connection, reference: str) -> int:
    """When a service request closes, in its transaction: wipe how to reach the visitor."""
    return wipe(connection, FORM.c.request == reference)


def wipe_expired(connection: Connection, moment: datetime | None = None) -> int:
    """Wipe what has lived its time. Wiped forms that belong to no conversation any more are removed."""
    wiped = wipe(connection, FORM.c.expires_at <= (moment or now()))
    connection.execute(delete(FORM).where(FORM.c.state == FormState.WIPED, FORM.c.conversation_id.is_(None)))
    return wiped


def count_expired(connection: Connection, moment: datetime | None = None) -> int:
    """How many forms `wipe_expired` would wipe."""
    expired = (FORM.c.state != FormState.WIPED, FORM.c.expires_at <= (moment or now()))
    return int(connection.execute(select(func.count()).select_from(FORM).where(*expired)).scalar_one())


def spent_keys(vault: Vault, moment: datetime | None = None) -> list[str]:
    """Names of the day keys that no living value needs."""
    return [
        name for form in vault.forms.values() for name in vault.keys.spent(form.kind, form.lifetime, moment or now())
    ]


def destroy_spent_keys(vault: Vault, moment: datetime | None = None) -> int:
    """Destroy them: from now on no backup of the database reads what they sealed."""
    names = spent_keys(vault, moment)
    for name in names:
        vault.keys.destroy(name)
    return len(names)
