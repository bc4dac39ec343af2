"""Working on service requests at the desk: each act with its guard, its vault forms and its audit row."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts import directory
from emma.accounts.people import Person
from emma.conversations.messages import after
from emma.desk.context import Desk
from emma.desk.guarding import guard_or_ask
from emma.errors import FormClosed, NotPermitted, RequestTaken
from emma.service_requests import working, worklist
from emma.service_requests.rows import events_of, find
from emma.vault.following import assign_request, filled_of_request, let_go_request
from emma.vault.wiping import wipe_request

PURPOSE = "reach_visitor"
LISTS = ("to_take", "call_backs", "mine", "all")


def listed(desk: Desk, person: Person, which: str = "to_take", kind: str | None = None) -> list[dict[str, Any]]:
    """`to_take` and `call_backs` of this person's lanes, `mine`, or `all` for supervisors. Raises NotPermitted."""
    with desk.engine.connect().execution_options(read_only=True) as connection:
        if which == "mine":
            return worklist.of_agent(connection, person.id)
        if which == "all":
            if not person.may_supervise:
                raise NotPermitted
            return worklist.in_hand(connection)
        if which == "call_backs":
            return worklist.call_backs(connection, person.tiers, person.languages)
        return worklist.to_take(connection, person.tiers, person.languages, kind)


def detail(desk: Desk, person: Person, reference: str) -> dict[str, Any]:
    """All of a request, for who works on it or made it; a supervisor's look is audited. Raises NotPermitted, NotFound."""
    with desk.engine.begin() as connection:
        row = find(connection, reference)
        if person.id not in (row.agent_id, row.made_by):
            if not person.may_supervise:
                raise NotPermitted
            _audit(connection, person, "request.viewed", row)
        shown = _shown(connection, person, row)
    shown["messages"] = after(desk.engine, row.conversation_id, 0) if row.conversation_id else []
    return shown


def take(desk: Desk, person: Person, reference: str) -> dict[str, Any]:
    """Work on it from now on. Raises NotFound or RequestTaken."""
    with desk.engine.begin() as connection:
        row = working.take(connection, reference, person.id, person.tiers, person.languages)
        assign_request(connection, reference, person.id)
        _audit(connection, person, "request.taken", row)
    return detail(desk, person, reference)


def give_back(desk: Desk, person: Person, reference: str) -> None:
    """Put it back on the list. Raises NotFound or RequestTaken."""
    with desk.engine.begin() as connection:
        row = working.give_back(connection, reference, person.id)
        let_go_request(connection, reference)
        _audit(connection, person, "request.given_back", row)


def transfer(
    desk: Desk,
    person: Person,
    reference: str,
    comment: str,
    *,
    to_tier: str | None = None,
    where: str | None = None,
    place: str = "",
    masked: bool = False,
) -> None:
    """Pass it on with its history. Raises Guarded, Invalid, UnknownPlace, NotFound or RequestTaken."""
    said = guard_or_ask(desk, comment, person, masked=masked).text
    with desk.engine.begin() as connection:
        row = working.transfer(connection, reference, person.id, said, to_tier=to_tier, where=where, place=place)
        let_go_request(connection, reference)
        _audit(connection, person, "request.transferred", row)


def attempt(
    desk: Desk, person: Person, reference: str, *, reached: bool, comment: str = "", masked: bool = False
) -> int:
    """Note an attempt to reach the visitor. Gives how many there are. Raises Guarded, RequestTaken, NoMoreAttempts."""
    said = guard_or_ask(desk, comment, person, masked=masked).text if comment.strip() else ""
    with desk.engine.begin() as connection:
        made = working.attempt(connection, reference, person.id, reached=reached, comment=said)
        _audit(connection, person, "request.reached" if reached else "request.not_reached", find(connection, reference))
    return made


def answer(desk: Desk, person: Person, reference: str, text: str, *, masked: bool = False) -> dict[str, Any]:
    """Write the answer into the request. Raises Guarded, Invalid, NotInWriting, NotFound or RequestTaken."""
    said = guard_or_ask(desk, text, person, masked=masked).text
    with desk.engine.begin() as connection:
        row = working.answer(connection, reference, person.id, said, person.name)
        _audit(connection, person, "request.answered", row)
    return detail(desk, person, reference)


def close(desk: Desk, person: Person, reference: str, comment: str = "", *, masked: bool = False) -> None:
    """Finish it; how to reach the visitor is wiped with it. Raises Guarded, NotFound or RequestTaken."""
    said = guard_or_ask(desk, comment, person, masked=masked).text if comment.strip() else ""
    with desk.engine.begin() as connection:
        row = working.close(connection, reference, person.id, said)
        wipe_request(connection, reference)
        _audit(connection, person, "request.closed", row)


def contact(desk: Desk, person: Person, reference: str) -> dict[str, str]:
    """How to reach the visitor, for who works on the request; the look is audited. Raises RequestTaken, FormClosed."""
    with desk.engine.begin() as connection:
        if find(connection, reference).agent_id != person.id:
            raise RequestTaken
        filled = filled_of_request(connection, reference)
    if not filled:
        raise FormClosed
    return dict(desk.vault.view(desk.engine, filled[-1], person.id, PURPOSE).values)


def _shown(connection: Connection, person: Person, row: Any) -> dict[str, Any]:
    steps = events_of(connection, row.reference)
    names = directory.names(connection, [one.actor for one in steps])
    return {
        **(worklist.one(connection, row.reference) or {}),
        "held": row.agent_id == person.id,
        "wanted": row.wanted,
        "answer": row.answer,
        "conversation_id": row.conversation_id,
        "steps": [
            {
                "kind": one.kind,
                "by": names.get(one.actor, ""),
                "by_visitor": one.actor == "visitor",
                "comment": one.comment,
                "at": one.at.isoformat(),
            }
            for one in steps
        ],
    }


def _audit(connection: Connection, person: Person, act: str, row: Any) -> None:
    audit.record(connection, person.id, act, conversation_id=row.conversation_id, subject=row.reference)
