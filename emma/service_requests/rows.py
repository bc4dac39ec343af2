"""The rows of requests and the one way to change a state: a conditional UPDATE with its event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from emma.errors import Conflict, NotFound
from emma.models.base import now
from emma.models.service_request import ServiceRequest, ServiceRequestEvent
from emma.words import RequestState

REQUEST = ServiceRequest.__table__
EVENT = ServiceRequestEvent.__table__
VISITOR = "visitor"
OPEN_STATES = (RequestState.OPEN, RequestState.IN_PROGRESS)
FINISHED = (RequestState.ANSWERED, RequestState.CLOSED, RequestState.REFERRED)


def find(connection: Connection, reference: str, *, locked: bool = False) -> Any:
    """The row. Raises NotFound."""
    query = select(REQUEST).where(REQUEST.c.reference == reference)
    row = connection.execute(query.with_for_update() if locked else query).first()
    if row is None:
        raise NotFound
    return row


def record(
    connection: Connection,
    reference: str,
    kind: str,
    actor: str,
    *,
    from_state: str | None,
    to_state: str,
    comment: str = "",
    moment: datetime | None = None,
) -> None:
    """Write one step of a request. `comment` is redacted already."""
    connection.execute(
        insert(EVENT).values(
            reference=reference,
            kind=kind,
            from_state=from_state,
            to_state=to_state,
            actor=actor,
            comment=comment,
            at=moment or now(),
        )
    )


def move(
    connection: Connection,
    reference: str,
    kind: str,
    actor: str,
    to_state: RequestState,
    *conditions: Any,
    among: Sequence[RequestState],
    comment: str = "",
    **values: Any,
) -> Any:
    """Change the state of a request that is in one of `among` and fits `conditions`, and write the step.

    Gives the row after it. Raises NotFound, or Conflict when somebody was first; then nothing is changed.
    """
    before = find(connection, reference, locked=True)
    moment = now()
    changed = connection.execute(
        update(REQUEST)
        .where(REQUEST.c.reference == reference, REQUEST.c.state.in_(among), *conditions)
        .values(state=to_state, last_activity_at=moment, **values)
    ).rowcount
    if not changed:
        raise Conflict
    record(
        connection, reference, kind, actor, from_state=before.state, to_state=to_state, comment=comment, moment=moment
    )
    return find(connection, reference)


def events_of(connection: Connection, reference: str) -> list[Any]:
    """All steps of a request, oldest first."""
    return list(connection.execute(select(EVENT).where(EVENT.c.reference == reference).order_by(EVENT.c.id)))
