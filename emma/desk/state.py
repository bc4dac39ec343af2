"""The desk of one person at one moment, and what was said since a cursor: the stream and the polling fallback send it.

A cursor names the last message sent of each conversation, as `12.45_13.7-88`: handoff 12 up to message 45, handoff 13
up to 7, notes up to 88. Conversations number their messages themselves, so nothing is lost between two looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from emma.accounts.people import Person
from emma.conversations.messages import MESSAGE, public
from emma.conversations.opening import CONVERSATION
from emma.desk.attending import JOINED
from emma.desk.context import Desk
from emma.desk.looking import mine, waiting
from emma.desk.notices import AGENTS, EVERYBODY, current
from emma.desk.noting import NOTE, shapes
from emma.desk.presence import whereabouts
from emma.handoffs.rows import HANDOFF
from emma.words import HandoffState, Sender

CURSOR = re.compile(r"(?:\d{1,9}\.\d{1,9}(?:_\d{1,9}\.\d{1,9}){0,49})?-\d{1,9}")
MOST = 200


@dataclass(frozen=True)
class Cursor:
    """How far each handoff was read, by id, and the notes."""

    seqs: dict[int, int]
    note: int | None

    def __str__(self) -> str:
        """As it is sent."""
        return "_".join(f"{handoff}.{seq}" for handoff, seq in sorted(self.seqs.items())) + f"-{self.note or 0}"


def read_cursor(text: str) -> Cursor:
    """A cursor as a client gives it back; anything else is the beginning."""
    if not CURSOR.fullmatch(text):
        return Cursor({}, None)
    read, _, note = text.partition("-")
    pairs = (pair.split(".") for pair in read.split("_") if pair)
    return Cursor({int(handoff): int(seq) for handoff, seq in pairs}, int(note))


def state(desk: Desk, person: Person, after: str = "", look: int | None = None) -> dict[str, Any]:
    """All lists, and the messages and notes after the cursor `after` of what this person holds.

    `look` is the handoff on the screen: its messages come too when this person is a supervisor.
    """
    cursor = read_cursor(after)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        held = mine(connection, desk, person)
        followed = {one["id"]: (one["conversation_id"], one["last_seq"]) for one in held}
        if look is not None and look not in followed:
            followed |= _joined(connection, person, look)
        messages, seqs = _messages(connection, followed, cursor)
        notes, last_note = _notes(connection, followed, cursor)
        queue = waiting(connection, desk, person)
        found = {
            "waiting": queue,
            "mine": held,
            "presence": whereabouts(connection, desk, person),
            "notices": current(connection, AGENTS, EVERYBODY),
        }
    return {
        **found,
        "cursor": str(Cursor(seqs, last_note)),
        "messages": messages,
        "notes": notes,
        "typing": [handoff for handoff, (known, _) in followed.items() if desk.attention.visitor_types(known)],
        "looking": {str(handoff): desk.attention.others(handoff, person.id) for handoff in followed},
        "alerts": [one["id"] for one in (*queue, *held) if one["safety"]],
    }


def _joined(connection: Connection, person: Person, handoff_id: int) -> dict[int, tuple[str, int]]:
    """A conversation that a supervisor joined or looks into."""
    query = (
        select(HANDOFF.c.conversation_id, CONVERSATION.c.last_seq)
        .join(CONVERSATION, CONVERSATION.c.id == HANDOFF.c.conversation_id)
        .where(HANDOFF.c.id == handoff_id, HANDOFF.c.state == HandoffState.ACTIVE)
    )
    row = connection.execute(query).first() if person.may_supervise else None
    return {} if row is None else {handoff_id: (row.conversation_id, row.last_seq)}


def _messages(
    connection: Connection, followed: dict[int, tuple[str, int]], cursor: Cursor
) -> tuple[list[dict[str, Any]], dict[int, int]]:
    seqs, fresh, handoffs = {}, [], {}
    for handoff, (conversation_id, last) in followed.items():
        seqs[handoff] = cursor.seqs.get(handoff) or _since_joined(connection, conversation_id)
        handoffs[conversation_id] = handoff
        if last > seqs[handoff]:
            fresh.append(and_(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq > seqs[handoff]))
    if not fresh:
        return [], seqs
    query = select(MESSAGE).where(or_(*fresh)).order_by(MESSAGE.c.conversation_id, MESSAGE.c.seq).limit(MOST)
    found = []
    for row in connection.execute(query):
        handoff = handoffs[row.conversation_id]
        found.append({"handoff": handoff, **public(row)})
        seqs[handoff] = row.seq
    return found, seqs


def _since_joined(connection: Connection, conversation_id: str) -> int:
    """A conversation new to the stream begins with its agent's joining: nothing falls between claim and stream."""
    query = select(MESSAGE.c.seq).where(
        MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.sender == Sender.SYSTEM, MESSAGE.c.kind == JOINED
    )
    return int(connection.execute(query.order_by(MESSAGE.c.seq.desc()).limit(1)).scalar() or 1) - 1


def _notes(
    connection: Connection, followed: dict[int, tuple[str, int]], cursor: Cursor
) -> tuple[list[dict[str, Any]], int]:
    handoffs = {conversation_id: handoff for handoff, (conversation_id, _) in followed.items()}
    query = select(NOTE).where(NOTE.c.conversation_id.in_(list(handoffs))).order_by(NOTE.c.id)
    rows = connection.execute(query.where(NOTE.c.id > (cursor.note or 0)).limit(MOST)).all() if handoffs else []
    last = rows[-1].id if rows else cursor.note or 0
    found = shapes(connection, rows) if cursor.note is not None else []  # the view brought the earlier ones
    return [{"handoff": handoffs[row.conversation_id], **one} for row, one in zip(rows, found, strict=False)], last
