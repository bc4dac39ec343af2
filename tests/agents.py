"""What agents do in tests that need no desk: hold a handoff, open secure forms, compare an identity."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from emma.conversations.opening import CONVERSATION, Held
from emma.handoffs import queue
from emma.models.base import now
from emma.vault import Vault
from emma.vault.rows import FORM, Verdict
from emma.words import HandoffState, Reason, Status

IDENTITY = {"full_name": "Ana Example", "birth_date": "1990-01-31"}
CASE = {"receipt_number": "ABC0123456789"}
PHONE = {"phone": "+1 202 555 0143"}
COMPARE = "compare_with_record"


def claimed(engine: Engine, conversation_id: str, agent: str = "ben", reason: Reason = Reason.CASE_SPECIFIC) -> int:
    """The id of a handoff that this agent holds now."""
    request = queue.Request(reason, "case_status", "1", "en", "where is my card")
    with engine.begin() as connection:
        handoff_id = queue.join(connection, conversation_id, request, 1)
        mine = CONVERSATION.c.id == conversation_id
        connection.execute(update(CONVERSATION).where(mine).values(status=Status.WITH_AGENT))
    move(engine, handoff_id, HandoffState.ACTIVE, agent)
    return handoff_id


def move(engine: Engine, handoff_id: int, state: HandoffState, agent: str = "ben") -> None:
    """Put the handoff into a state, with its event."""
    event = {"handoff_id": handoff_id, "kind": "moved", "to_state": state, "actor": agent, "at": now()}
    with engine.begin() as connection:
        connection.execute(update(queue.HANDOFF).where(queue.HANDOFF.c.id == handoff_id).values(state=state))
        connection.execute(insert(queue.EVENT).values(**event))


def filled(vault: Vault, engine: Engine, ana: Held, handoff: int, kind: str, values: Mapping[str, str]) -> str:
    """A form that Ben opened and Ana filled in."""
    with engine.begin() as connection:
        form = vault.open(connection, kind, handoff, "ben")
    with engine.begin() as connection:
        vault.submit(connection, ana.id, form, values)
    return form


def verified(vault: Vault, engine: Engine, ana: Held, handoff: int, verdict: Verdict = Verdict.VERIFIED) -> str:
    """An identity that Ben compared with the record."""
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    vault.view(engine, form, "ben", COMPARE)
    with engine.begin() as connection:
        vault.record(connection, form, "ben", verdict)
    return form


def row(engine: Engine, form: str) -> dict[str, object]:
    """The stored row of a form."""
    with engine.connect() as connection:
        return dict(connection.execute(select(FORM).where(FORM.c.id == form)).mappings().one())


def is_empty(engine: Engine, form: str) -> bool:
    """Whether nothing of the values is left in the row."""
    stored = row(engine, form)
    return (stored["state"], stored["sealed"], stored["key_name"]) == ("wiped", None, None)
