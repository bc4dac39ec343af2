"""How a conversation goes to somebody else: transfer by its agent; assign, take over and join by a supervisor."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts import directory
from emma.accounts.people import Person
from emma.desk.attending import JOINED, back_in_line, begin, of
from emma.desk.context import Desk
from emma.desk.guarding import guard
from emma.desk.marks import mark, tier_name
from emma.errors import NobodyThere, NotFound, NotHeld, NotPermitted
from emma.handoffs import passing
from emma.handoffs.rows import AGENT_ACTOR, find, find_locked, record
from emma.words import HandoffState


def transfer(
    desk: Desk,
    person: Person,
    handoff_id: int,
    *,
    comment: str,
    to_tier: str | None = None,
    to_agent: str | None = None,
) -> None:
    """Pass it to a lane or an agent that is present, with a comment that is kept redacted.

    Raises Invalid, NotHeld, NobodyThere or NotFound; then nothing has changed.
    """
    said = guard(desk, comment, person).text if comment.strip() else ""
    with desk.engine.begin() as connection:
        row = passing.transfer(
            connection, desk.rules, person.id, handoff_id, comment=said, to_tier=to_tier, to_agent=to_agent
        )
        other = directory.names(connection, [row.wanted_agent]) if row.wanted_agent else {}
        goal = other.get(row.wanted_agent) or tier_name(desk, row.tier, row.language)
        back_in_line(connection, desk, row, "transferred", "utter_mark_transferred", agent=person.name, to=goal)
        audit.record(
            connection, person.id, "handoff.transferred", **of(row), purpose=f"to {row.wanted_agent or row.tier}"
        )


def assign(desk: Desk, person: Person, handoff_id: int, to_agent: str) -> None:
    """A supervisor gives it to an agent who is there and has room. Raises NobodyThere, AtCapacity, AlreadyClaimed."""
    _check(person)
    with desk.engine.begin() as connection:
        before = find(connection, handoff_id)
        row = passing.assign(connection, desk.rules, person.id, handoff_id, to_agent)
        try:
            agent = directory.by_id(connection, to_agent)
        except NotFound:
            raise NobodyThere from None
        _mark_left(connection, desk, before)
        begin(connection, desk, agent, row, "handoff.assigned", by=person.id)


def take_over(desk: Desk, person: Person, handoff_id: int) -> None:
    """A supervisor takes it, whatever its lane. Raises AlreadyClaimed, NotPermitted or NotFound."""
    _check(person)
    with desk.engine.begin() as connection:
        before = find(connection, handoff_id)
        row = passing.take_over(connection, person.id, handoff_id)
        _mark_left(connection, desk, before)
        begin(connection, desk, person, row, "handoff.taken_over")


def join(desk: Desk, person: Person, handoff_id: int) -> None:
    """A supervisor writes in it beside its agent from now on; both sides see it. Raises NotHeld or NotPermitted."""
    _check(person)
    with desk.engine.begin() as connection:
        row = find_locked(connection, handoff_id)
        if row.state != HandoffState.ACTIVE or row.agent_id == person.id:
            raise NotHeld
        record(connection, row.id, JOINED, row.state, row.state, AGENT_ACTOR, agent_id=person.id)
        tier = tier_name(desk, "supervisor", row.language)
        mark(connection, desk, row, JOINED, "utter_mark_joined", agent=person.name, tier=tier)
        audit.record(connection, person.id, "handoff.joined", **of(row))


def _check(person: Person) -> None:
    if not person.may_supervise:
        raise NotPermitted


def _mark_left(connection: Connection, desk: Desk, before: Any) -> None:
    """Who had it leaves."""
    if before.state == HandoffState.ACTIVE:
        name = directory.names(connection, [before.agent_id]).get(before.agent_id, "")
        mark(connection, desk, before, "left", "utter_mark_left", agent=name)
