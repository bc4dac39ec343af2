"""A visitor asks for a person: into the queue while the lane is open, otherwise the wish stands as an offer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.engine import Connection

from emma.handoffs import estimate, queue
from emma.handoffs.lanes import Lane, look
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.words import HandoffState


@dataclass(frozen=True)
class Asked:
    """What came of the wish: whether the visitor waits now."""

    handoff_id: int
    waiting: bool


def ask_for_person(
    connection: Connection, policy: HandoffPolicy, conversation_id: str, request: queue.Request, turn: int
) -> Asked:
    """Join the lane, with what the visitor is told about the wait. A closed lane leaves an offer; a place is kept."""
    current = queue.open_handoff(connection, conversation_id)
    placed = current is not None and current.state != HandoffState.OFFERED
    lane = look(connection, policy.desk, request.tier, request.language)
    if not lane.open:
        return Asked(queue.offer(connection, conversation_id, request, turn), placed)
    handoff_id = queue.join(connection, conversation_id, request, turn)
    if not placed:
        _promise(connection, policy, handoff_id, lane)
    return Asked(handoff_id, True)


def take_offer(connection: Connection, policy: HandoffPolicy, conversation_id: str) -> Asked | None:
    """The visitor's yes: the offer becomes a place if its lane is open. None when no offer stands."""
    current = queue.open_handoff(connection, conversation_id)
    if current is None or current.state != HandoffState.OFFERED:
        return None
    lane = look(connection, policy.desk, current.tier, current.language)
    if not lane.open or not queue.accept(connection, current.id):
        return Asked(current.id, False)
    _promise(connection, policy, current.id, lane)
    return Asked(current.id, True)


def lane_of(connection: Connection, policy: HandoffPolicy, conversation_id: str, language: str) -> Lane:
    """The lane of the open handoff, or the general one of this language."""
    current = queue.open_handoff(connection, conversation_id)
    tier, language = (current.tier, current.language) if current is not None else ("1", language)
    return look(connection, policy.desk, tier, language)


def _promise(connection: Connection, policy: HandoffPolicy, handoff_id: int, lane: Lane) -> None:
    place = queue.position(connection, handoff_id) or 1
    estimate.store_promise(connection, policy, handoff_id, place, lane.agents)
    if not lane.staffed:  # the demonstration: who joins is told so at once, and told again when somebody comes
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(warned_at=now()))
