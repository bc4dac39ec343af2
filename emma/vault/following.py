"""Whose a form is as handoffs and service requests move on, and which forms a screen lists. Never values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.errors import FormClosed
from emma.models.base import now
from emma.vault.rows import FORM, FormState, find
from emma.vault.vault import Vault


def follow(connection: Connection, handoff_id: int, agent: str) -> int:
    """At a claim or transfer: the handoff's forms are this agent's from now on, and nobody else's."""
    live = (FORM.c.handoff_id == handoff_id, FORM.c.state != FormState.WIPED, FORM.c.request.is_(None))
    moved = connection.execute(select(FORM.c.id, FORM.c.conversation_id).where(*live, FORM.c.agent != agent)).all()
    for row in moved:
        _give(connection, row, agent, agent)
    return len(moved)


def assign(connection: Connection, form_id: str, agent: str, by: str) -> None:
    """Give one form, such as a call-back, to the agent who works on it. Raises NotFound or FormClosed."""
    row = find(connection, form_id)
    if row.state == FormState.WIPED:
        raise FormClosed
    _give(connection, row, agent, by)


def attach(connection: Connection, form_id: str, reference: str) -> None:
    """Tie a call-back to the service request whose closing wipes it. Raises NotFound or FormClosed."""
    if find(connection, form_id).state == FormState.WIPED:
        raise FormClosed
    connection.execute(update(FORM).where(FORM.c.id == form_id).values(request=reference))


def assign_request(connection: Connection, reference: str, agent: str) -> None:
    """Give how to reach the visitor to whoever works on this service request, and to nobody else."""
    live = (FORM.c.request == reference, FORM.c.state != FormState.WIPED)
    for row in connection.execute(select(FORM.c.id, FORM.c.conversation_id).where(*live)).all():
        _give(connection, row, agent, agent)


def let_go_request(connection: Connection, reference: str) -> None:
    """Nobody works on this service request now: nobody sees how to reach the visitor."""
    connection.execute(update(FORM).where(FORM.c.request == reference).values(agent=None))


def attach_filled(connection: Connection, handoff_id: int, kind: str, reference: str) -> int:
    """Tie what the visitor filled in during a handoff to its request. Gives how many forms."""
    mine = (FORM.c.handoff_id == handoff_id, FORM.c.kind == kind, FORM.c.state == FormState.SUBMITTED)
    tied = update(FORM).where(*mine, FORM.c.request.is_(None)).values(request=reference)
    return int(connection.execute(tied).rowcount)


def filled_of_request(connection: Connection, reference: str) -> list[str]:
    """Ids of the forms that say how to reach the visitor of a request."""
    query = select(FORM.c.id).where(FORM.c.request == reference, FORM.c.state == FormState.SUBMITTED)
    return list(connection.execute(query.order_by(FORM.c.opened_at)).scalars())


def shown_to_visitor(connection: Connection, vault: Vault, conversation_id: str, language: str) -> list[dict[str, Any]]:
    """The forms that wait for this visitor: id, title, purpose, lifetime, fields."""
    query = select(FORM.c.id, FORM.c.kind).where(
        FORM.c.conversation_id == conversation_id, FORM.c.state == FormState.OPEN, FORM.c.expires_at > now()
    )
    rows = connection.execute(query.order_by(FORM.c.opened_at))
    return [{"id": row.id, **vault.forms[row.kind].shown(language)} for row in rows]


def shown_to_agent(connection: Connection, handoff_id: int) -> list[dict[str, Any]]:
    """The forms of a handoff as rows for the desk: id, kind, state, result, whose, until when."""
    rows = connection.execute(select(FORM).where(FORM.c.handoff_id == handoff_id).order_by(FORM.c.opened_at))
    names = ("id", "kind", "state", "result", "agent", "request")
    return [
        {**{name: row[name] for name in names}, "expires_at": row["expires_at"].isoformat()} for row in rows.mappings()
    ]


def _give(connection: Connection, row: Any, agent: str, by: str) -> None:
    connection.execute(update(FORM).where(FORM.c.id == row.id).values(agent=agent))
    audit.record(
        connection, by, "form.assigned", conversation_id=row.conversation_id, subject=row.id, purpose=f"to {agent}"
    )
