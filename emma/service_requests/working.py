"""Working on a request: take, give back, pass on, try to reach the visitor, answer, close. Text is redacted already.

Who may take what is part of the UPDATE; who is not the one who works on it gets RequestTaken and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from emma.errors import Conflict, Invalid, NoMoreAttempts, NotInWriting, RequestTaken
from emma.models.base import now
from emma.service_requests.routing import Where, destination
from emma.service_requests.rows import EVENT, OPEN_STATES, REQUEST, VISITOR, find, move, record
from emma.words import RequestState

REACHED, NOT_REACHED = "reached", "not_reached"
MOST_ATTEMPTS = 3
TIERS = ("1", "2", "supervisor")
MINE = (RequestState.IN_PROGRESS, RequestState.ANSWERED)


def take(connection: Connection, reference: str, agent_id: str, tiers: Sequence[str], languages: Sequence[str]) -> Any:
    """Work on this one from now on. Raises NotFound, or RequestTaken when another was first or the lane is not ours."""
    lane = (REQUEST.c.tier.in_(tiers), REQUEST.c.language.in_(languages))
    return _moved(
        connection, reference, "taken", agent_id, RequestState.IN_PROGRESS, *lane,
        among=(RequestState.OPEN,), agent_id=agent_id,
    )  # fmt: skip


def give_back(connection: Connection, reference: str, agent_id: str) -> Any:
    """Put it back on the list. Raises NotFound or RequestTaken."""
    return _moved(
        connection, reference, "given_back", agent_id, RequestState.OPEN, REQUEST.c.agent_id == agent_id,
        among=(RequestState.IN_PROGRESS,), agent_id=None,
    )  # fmt: skip


def transfer(
    connection: Connection,
    reference: str,
    agent_id: str,
    comment: str,
    *,
    to_tier: str | None = None,
    where: str | None = None,
    place: str = "",
) -> Any:
    """Pass it on to another tier, another office, or both; the history goes along.

    Raises Invalid without a comment or a target, UnknownPlace, NotFound, RequestTaken. Abroad and court take none.
    """
    if not comment.strip() or (to_tier is None and where is None):
        raise Invalid("Say where it goes and why.")
    values: dict[str, Any] = {"agent_id": None}
    if to_tier is not None:
        if to_tier not in TIERS:
            raise Invalid("There is no such tier.")
        values["tier"] = to_tier
    if where is not None:
        goes_to = destination(connection, where, place)
        if goes_to.contact is not None:
            raise Invalid("No request goes there. Answer with the contact, and close this one.")
        values |= {"where_kind": goes_to.where.value, "where_name": goes_to.name}
        if goes_to.where is Where.ASYLUM_OFFICE:
            values |= {"sensitive": True, "tier": "2"}
    return _moved(
        connection, reference, "transferred", agent_id, RequestState.OPEN, REQUEST.c.agent_id == agent_id,
        among=(RequestState.IN_PROGRESS,), comment=comment, **values,
    )  # fmt: skip


def attempt(connection: Connection, reference: str, agent_id: str, *, reached: bool, comment: str = "") -> int:
    """Note that the visitor was called or written to. Gives how many attempts there are now, at most three.

    Raises NotFound, RequestTaken or NoMoreAttempts.
    """
    row = find(connection, reference, locked=True)
    if row.agent_id != agent_id or row.state not in MINE:
        raise RequestTaken
    made = len(attempts(connection, reference))
    if made >= MOST_ATTEMPTS:
        raise NoMoreAttempts
    kind = REACHED if reached else NOT_REACHED
    record(connection, reference, kind, agent_id, from_state=row.state, to_state=row.state, comment=comment)
    connection.execute(REQUEST.update().where(REQUEST.c.reference == reference).values(last_activity_at=now()))
    return made + 1


def answer(connection: Connection, reference: str, agent_id: str, text: str, author: str) -> Any:
    """Write the answer into the request, where the visitor reads it with the key.

    Raises Invalid when it is empty, NotInWriting for a protected matter, NotFound or RequestTaken.
    """
    if not text.strip():
        raise Invalid("The answer is empty.")
    if find(connection, reference).sensitive:
        raise NotInWriting
    written = {"text": text, "author": author, "at": now().isoformat()}
    return _moved(
        connection, reference, "answered", agent_id, RequestState.ANSWERED, REQUEST.c.agent_id == agent_id,
        among=MINE, answer=written,
    )  # fmt: skip


def close(connection: Connection, reference: str, agent_id: str, comment: str = "") -> Any:
    """Finish it. The caller wipes how to reach the visitor in the same transaction. Raises NotFound or RequestTaken."""
    return _moved(
        connection, reference, "closed", agent_id, RequestState.CLOSED, REQUEST.c.agent_id == agent_id,
        among=MINE, comment=comment, closed_at=now(),
    )  # fmt: skip


def withdraw(connection: Connection, reference: str) -> Any:
    """The visitor does not want it any more; the caller wipes how to reach them. Raises NotFound or Conflict."""
    return move(
        connection, reference, "withdrawn", VISITOR, RequestState.CLOSED,
        among=(*OPEN_STATES, RequestState.ANSWERED), closed_at=now(),
    )  # fmt: skip


def attempts(connection: Connection, reference: str) -> list[Any]:
    """The attempts to reach the visitor, oldest first."""
    mine = (EVENT.c.reference == reference, EVENT.c.kind.in_((REACHED, NOT_REACHED)))
    return list(connection.execute(select(EVENT).where(*mine).order_by(EVENT.c.id)))


def count_attempts(connection: Connection, references: Sequence[str]) -> dict[str, int]:
    """How many attempts each of these requests has had."""
    mine = (EVENT.c.reference.in_(references), EVENT.c.kind.in_((REACHED, NOT_REACHED)))
    query = select(EVENT.c.reference, func.count()).where(*mine).group_by(EVENT.c.reference)
    return {reference: int(count) for reference, count in connection.execute(query)}


def _moved(
    connection: Connection, reference: str, kind: str, actor: str, to: RequestState, *which: Any, **how: Any
) -> Any:
    try:
        return move(connection, reference, kind, actor, to, *which, **how)
    except Conflict:
        raise RequestTaken from None
