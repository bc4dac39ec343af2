"""Who attends a conversation. `Attended` comes from `hold` alone: whoever has one was allowed a moment ago, and the
conversation is locked for this transaction, so that it cannot be lost before the act is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.conversations.opening import CONVERSATION
from emma.conversations.posting import give_to
from emma.desk.context import Desk
from emma.desk.marks import mark, tier_name
from emma.errors import Ended, NotFound, NotHeld
from emma.handoffs import claiming, ending, passing
from emma.handoffs.ending import EndReason
from emma.handoffs.rows import EVENT, HANDOFF, find_locked
from emma.vault.following import follow
from emma.vault.wiping import wipe_handoff
from emma.words import HandoffState, Status

STARTS = ("claimed", "assigned", "taken_over")
JOINED = "joined"


@dataclass(frozen=True)
class Attended:
    """An active handoff and the person who may write in it: its agent, or a supervisor who joined."""

    handoff_id: int
    conversation_id: str
    agent_id: str
    tier: str
    language: str
    sensitive: bool
    person: Person


def hold(connection: Connection, person: Person, handoff_id: int) -> Attended:
    """The handoff, for who may write in it now. Raises NotFound, Ended or NotHeld."""
    row = find_locked(connection, handoff_id)
    conversation = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == row.conversation_id)).first()
    if conversation is None:
        raise NotFound
    if conversation.status == Status.ENDED:
        raise Ended
    if row.state != HandoffState.ACTIVE or not (row.agent_id == person.id or _joined(connection, row.id, person)):
        raise NotHeld
    return Attended(row.id, row.conversation_id, row.agent_id, row.tier, row.language, conversation.sensitive, person)


def hold_conversation(connection: Connection, person: Person, conversation_id: str) -> Attended:
    """The same by the conversation: its newest handoff decides. Raises NotFound, Ended or NotHeld."""
    newest = select(HANDOFF.c.id).where(HANDOFF.c.conversation_id == conversation_id).order_by(HANDOFF.c.id.desc())
    handoff_id = connection.execute(newest.limit(1)).scalar() if conversation_id.isprintable() else None
    if handoff_id is None:
        raise NotFound
    return hold(connection, person, handoff_id)


def claim(desk: Desk, person: Person, handoff_id: int) -> int:
    """Take this one. Gives its id. Raises AlreadyClaimed, WrongLane, AtCapacity, NotHere or NotFound."""
    with desk.engine.begin() as connection:
        begin(connection, desk, person, claiming.claim(connection, desk.rules, person, handoff_id), "handoff.claimed")
    return handoff_id


def claim_next(desk: Desk, person: Person) -> int | None:
    """Take the first of this person's lanes; None when nobody waits there. Raises AtCapacity or NotHere."""
    with desk.engine.begin() as connection:
        row = claiming.claim_next(connection, desk.rules, person)
        if row is None:
            return None
        begin(connection, desk, person, row, "handoff.claimed")
    return int(row.id)


def release(desk: Desk, person: Person, handoff_id: int) -> None:
    """Give it back to its old place in the line. Raises NotHeld or NotFound."""
    with desk.engine.begin() as connection:
        row = passing.release(connection, person.id, handoff_id)
        back_in_line(connection, desk, row, "released", "utter_mark_released", agent=person.name)
        audit.record(connection, person.id, "handoff.released", **of(row))


def give_back_all(desk: Desk, agent_id: str, why: str) -> list[str]:
    """Everything this agent holds goes back to its place: at signing out, at disabling. Gives conversation ids."""
    with desk.engine.begin() as connection:
        rows = passing.release_all(connection, agent_id, why=why)
        for row in rows:
            back_in_line(connection, desk, row, "released", "utter_handoff_released")
            audit.record(connection, agent_id, "handoff.released", **of(row), purpose=why)
    return [row.conversation_id for row in rows]


def resolve(desk: Desk, person: Person, handoff_id: int, reason: EndReason) -> None:
    """End the handoff: the assistant is back, marked for both, and the vault is emptied. Raises NotHeld, NotFound."""
    with desk.engine.begin() as connection:
        row = ending.resolve(connection, desk.rules, person.id, handoff_id, reason)
        give_to(connection, row.conversation_id, Status.WITH_ASSISTANT)
        mark(connection, desk, row, "left", "utter_mark_left", agent=person.name)
        mark(connection, desk, row, "resumed", "utter_mark_resumed")
        wipe_handoff(connection, desk.vault, row.id)
        audit.record(connection, person.id, "handoff.resolved", **of(row), purpose=reason.value)
    desk.attention.forget(handoff_id)


def begin(connection: Connection, desk: Desk, person: Person, row: Any, act: str, by: str | None = None) -> None:
    """`person` has the handoff from now on: the conversation, its mark, its forms, the audit row (`by` another)."""
    give_to(connection, row.conversation_id, Status.WITH_AGENT)
    tier = tier_name(desk, row.tier, row.language)
    mark(connection, desk, row, JOINED, "utter_mark_joined", agent=person.name, tier=tier)
    follow(connection, row.id, person.id)
    audit.record(connection, by or person.id, act, **of(row), purpose=f"to {person.id}" if by else "")


def back_in_line(connection: Connection, desk: Desk, row: Any, kind: str, phrase: str, **variables: str) -> None:
    """The conversation waits again, and the visitor is told."""
    give_to(connection, row.conversation_id, Status.WAITING)
    mark(connection, desk, row, kind, phrase, **variables)


def of(row: Any) -> dict[str, str]:
    """The audit's columns for a handoff."""
    return {"conversation_id": row.conversation_id, "subject": str(row.id)}


def _joined(connection: Connection, handoff_id: int, person: Person) -> bool:
    """Whether this supervisor joined after the handoff last came to an agent."""
    if not person.may_supervise:
        return False
    kinds = (*STARTS, JOINED)
    last = select(EVENT.c.kind, EVENT.c.agent_id).where(EVENT.c.handoff_id == handoff_id, EVENT.c.kind.in_(kinds))
    for row in connection.execute(last.order_by(EVENT.c.id.desc())):
        if row.kind in STARTS:
            return False
        if row.agent_id == person.id:
            return True
    return False
