"""Secure forms at the desk: opened, looked at and recorded only by who holds the handoff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.accounts.people import Person
from emma.desk.attending import Attended, hold, hold_conversation
from emma.desk.context import Desk
from emma.errors import Forbidden, NotFound
from emma.vault.following import shown_to_agent
from emma.vault.rows import FORM, Verdict


def open_form(desk: Desk, person: Person, conversation_id: str, kind: str) -> str:
    """Show a form to the visitor and give its id.

    Raises NotVerified for `find_case` before the identity is confirmed; NotFound, NotHeld, Ended, Forbidden.
    """
    with desk.engine.begin() as connection:
        held = hold_conversation(connection, person, conversation_id)
        _only_its_agent(held)
        return desk.vault.open(connection, kind, held.handoff_id, person.id)


def view_form(desk: Desk, person: Person, form_id: str, purpose: str) -> dict[str, Any]:
    """The values, with an audit row for the look. Raises NotHeld, Forbidden, Invalid, FormClosed or NotFound."""
    with desk.engine.begin() as connection:
        _hold_form(connection, person, form_id)
    seen = desk.vault.view(desk.engine, form_id, person.id, purpose)  # checks again whose it is, in one transaction
    return {"form_id": seen.form_id, "kind": seen.kind, "values": dict(seen.values)}


def record_form(desk: Desk, person: Person, form_id: str, verdict: Verdict) -> None:
    """Record what comparing gave; the values are wiped. Raises NotHeld, Forbidden, Invalid, FormClosed or NotFound."""
    with desk.engine.begin() as connection:
        _hold_form(connection, person, form_id)
        desk.vault.record(connection, form_id, person.id, verdict)


def forms_of(
    connection: Connection, desk: Desk, handoff_id: int, person: Person, language: str
) -> list[dict[str, Any]]:
    """The forms of a handoff for a screen, without values."""
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "title": desk.vault.forms[row["kind"]].texts[language]["title"],
            "state": row["state"],
            "result": row["result"],
            "view_for": list(desk.vault.forms[row["kind"]].view_for),
            "expires_at": row["expires_at"],
            "mine": row["agent"] == person.id,
        }
        for row in shown_to_agent(connection, handoff_id)
    ]


def _hold_form(connection: Connection, person: Person, form_id: str) -> Attended:
    handoff_id = None
    if form_id.isprintable():
        handoff_id = connection.execute(select(FORM.c.handoff_id).where(FORM.c.id == form_id)).scalar()
    if handoff_id is None:
        raise NotFound
    held = hold(connection, person, handoff_id)
    _only_its_agent(held)
    return held


def _only_its_agent(held: Attended) -> None:
    """A supervisor who joined writes, but sees no values."""
    if held.agent_id != held.person.id:
        raise Forbidden("Only the agent who holds the conversation sees its forms.")
