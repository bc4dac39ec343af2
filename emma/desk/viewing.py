"""One conversation as its agent sees it: the packet, the redacted messages, notes, forms, what may be said, who looks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts import directory
from emma.accounts.people import Person
from emma.conversations.messages import MESSAGE, public
from emma.conversations.opening import CONVERSATION
from emma.desk.attending import hold, hold_conversation
from emma.desk.context import Desk
from emma.desk.disclosure import level_of
from emma.desk.forms import forms_of
from emma.desk.looking import had, iso
from emma.desk.noting import notes_of
from emma.desk.shelf import related
from emma.errors import Ended, Forbidden, NotFound, NotHeld
from emma.handoffs import packet
from emma.handoffs.rows import find
from emma.knowledge.articles import titles
from emma.models import ServiceRequest
from emma.vault.rows import Verdict
from emma.words import HandoffState

REQUEST = ServiceRequest.__table__
MOST = 500


def view(desk: Desk, person: Person, handoff_id: int, language: str = "en") -> dict[str, Any]:
    """All of one handoff. `language` is the agent's own, for the card; a supervisor's look is an audit row.

    Before the claim nobody sees it. Raises NotFound or Forbidden.
    """
    with desk.engine.begin() as connection:
        row, written = find(connection, handoff_id), may_write(connection, person, handoff_id)
        if not written and not had(connection, person, handoff_id):
            if not person.may_supervise:
                raise Forbidden("This conversation is not open to you.")
            if not desk.attention.is_looking(handoff_id, person.id):  # an open screen asks again and again: one look
                act = {"conversation_id": row.conversation_id, "subject": str(row.id)}
                audit.record(connection, person.id, "conversation.looked_in", **act)
        found = _view(connection, desk, person, row, language)
    desk.attention.looks(handoff_id, person.id, person.name, found["conversation"]["last_seq"])
    return {**found, "held": written, "looking": desk.attention.others(handoff_id, person.id)}


def messages_after(desk: Desk, person: Person, conversation_id: str, seq: int) -> list[dict[str, Any]]:
    """The messages after `seq` of a conversation this person may write in. Raises NotHeld, Ended or NotFound."""
    with desk.engine.begin() as connection:
        held = hold_conversation(connection, person, conversation_id)
        found = _messages(connection, conversation_id, seq)
    desk.attention.looks(held.handoff_id, person.id, person.name, found[-1]["seq"] if found else seq)
    return found


def may_write(connection: Connection, person: Person, handoff_id: int) -> bool:
    """Whether this person may write in it now."""
    try:
        hold(connection, person, handoff_id)
    except (NotHeld, Ended, NotFound):
        return False
    return True


def _view(connection: Connection, desk: Desk, person: Person, row: Any, language: str) -> dict[str, Any]:
    conversation = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == row.conversation_id)).one()
    known = packet.after_claim(connection, row)
    names = directory.names(connection, [*known["had_before"], *([row.agent_id] if row.agent_id else [])])
    shown = titles(connection, known["shown"], conversation.language)
    forms = forms_of(connection, desk, row.id, person, conversation.language)
    reference = select(REQUEST.c.reference).where(REQUEST.c.handoff_id == row.id)
    return {
        "id": row.id,
        "state": row.state,
        "conversation": {
            "id": conversation.id,
            "status": conversation.status,
            "language": conversation.language,
            "last_seq": conversation.last_seq,
            "sensitive": conversation.sensitive,
        },
        "agent": {"id": row.agent_id, "name": names.get(row.agent_id, "")} if row.agent_id else None,
        "packet": {
            **known,
            "shown": [{"slug": slug, "title": shown.get(slug, slug)} for slug in known["shown"]],
            "had_before": [names.get(one, "") for one in known["had_before"] if one != row.agent_id],
        },
        "messages": _messages(connection, conversation.id, max(0, conversation.last_seq - MOST)),
        "notes": notes_of(connection, conversation.id),
        "forms": forms,
        "disclosure": desk.disclosure.card(_level(conversation, forms), person.tiers, language),
        "related": related(connection, known["shown"], conversation.language),
        "safety_card": bool(row.safety),
        "times": {
            name: iso(getattr(row, name))
            for name in ("waiting_since", "claimed_at", "visitor_word_at", "agent_word_at", "warned_at", "ended_at")
        },
        "end_reason": row.end_reason if row.state == HandoffState.RESOLVED else None,
        "request": connection.execute(reference.order_by(REQUEST.c.created_at.desc()).limit(1)).scalar(),
    }


def _level(conversation: Any, forms: list[dict[str, Any]]) -> Any:
    """The newest result of comparing the identity in this handoff counts."""
    results = [form["result"] for form in forms if form["result"] is not None]
    return level_of(conversation.sensitive, bool(results) and results[-1] == Verdict.VERIFIED)


def _messages(connection: Connection, conversation_id: str, seq: int) -> list[dict[str, Any]]:
    query = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq > seq)
    return [public(row) for row in connection.execute(query.order_by(MESSAGE.c.seq).limit(MOST))]
