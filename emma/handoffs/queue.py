"""Handoff rows and their transitions: offer, decline, lapse, join the queue, leave it. Callers own the transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from emma.handoffs.policy import HandoffPolicy
from emma.models import Handoff, HandoffEvent
from emma.models.base import now
from emma.words import HandoffState, Reason

HANDOFF = Handoff.__table__
EVENT = HandoffEvent.__table__
LINE = 160
OPEN = (HandoffState.OFFERED, HandoffState.WAITING, HandoffState.ACTIVE)


@dataclass(frozen=True)
class Request:
    """What the assistant asks for on the visitor's behalf."""

    reason: Reason
    topic: str
    tier: str
    language: str
    wanted: str
    shown: tuple[str, ...] = ()
    safety: bool = False


def open_handoff(connection: Connection, conversation_id: str) -> Any | None:
    """The row that is offered, waiting or active for this conversation, or None."""
    query = select(HANDOFF).where(HANDOFF.c.conversation_id == conversation_id, HANDOFF.c.state.in_(OPEN))
    return connection.execute(query.order_by(HANDOFF.c.id.desc())).first()


def offer(connection: Connection, conversation_id: str, request: Request, turn: int) -> int:
    """Make a row in state `offered` (nothing is shared yet) and give its id. A newer offer replaces an older one."""
    current = open_handoff(connection, conversation_id)
    if current is not None and current.state != HandoffState.OFFERED:
        return int(current.id)
    if current is not None:
        _move(connection, current.id, HandoffState.OFFERED, HandoffState.LAPSED, "lapsed", "assistant")
    return _insert(connection, conversation_id, request, HandoffState.OFFERED, turn)


def join(connection: Connection, conversation_id: str, request: Request, turn: int) -> int:
    """Put the conversation into the queue; an open offer becomes the place. Joining twice keeps the first place."""
    current = open_handoff(connection, conversation_id)
    if current is None:
        return _insert(connection, conversation_id, request, HandoffState.WAITING, turn)
    if current.state == HandoffState.OFFERED:
        accept(connection, current.id)
        if request.tier == "supervisor":
            connection.execute(update(HANDOFF).where(HANDOFF.c.id == current.id).values(tier="supervisor"))
    return int(current.id)


def accept(connection: Connection, handoff_id: int) -> bool:
    """offered -> waiting. False when the offer no longer stood."""
    moved = _move(connection, handoff_id, HandoffState.OFFERED, HandoffState.WAITING, "accepted", "visitor")
    if moved:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(waiting_since=now()))
    return moved


def decline(connection: Connection, handoff_id: int) -> bool:
    """offered -> declined, by the visitor's no."""
    return _move(connection, handoff_id, HandoffState.OFFERED, HandoffState.DECLINED, "declined", "visitor")


def lapse(connection: Connection, conversation_id: str, turn: int, offer_turns: int) -> None:
    """offered -> lapsed when `offer_turns` turns went by without a yes."""
    current = open_handoff(connection, conversation_id)
    if current is not None and current.state == HandoffState.OFFERED and turn - current.offered_turn > offer_turns:
        _move(connection, current.id, HandoffState.OFFERED, HandoffState.LAPSED, "lapsed", "assistant")


def leave(connection: Connection, conversation_id: str) -> bool:
    """waiting -> left_satisfied: the visitor needs nobody any more. False when there was no place to leave."""
    current = open_handoff(connection, conversation_id)
    if current is None or current.state != HandoffState.WAITING:
        return False
    return _move(connection, current.id, HandoffState.WAITING, HandoffState.LEFT_SATISFIED, "left", "visitor")


def mark_safety(connection: Connection, conversation_id: str) -> None:
    """An emergency was typed: the open handoff goes to the head of its lane and is marked for the desk."""
    current = open_handoff(connection, conversation_id)
    if current is not None and not current.safety:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == current.id).values(safety=True))
        _event(connection, current.id, "safety", current.state, current.state, "assistant")


def position(connection: Connection, handoff_id: int) -> int | None:
    """The place in the lane, from 1: safety first, then longest waiting. None when it does not wait."""
    me = connection.execute(select(HANDOFF).where(HANDOFF.c.id == handoff_id)).first()
    if me is None or me.state != HandoffState.WAITING:
        return None
    earlier = or_(
        HANDOFF.c.waiting_since < me.waiting_since,
        and_(HANDOFF.c.waiting_since == me.waiting_since, HANDOFF.c.id < me.id),
    )
    before = and_(HANDOFF.c.safety == me.safety, earlier)
    if not me.safety:
        before = or_(HANDOFF.c.safety.is_(True), before)
    lane = (
        HANDOFF.c.state == HandoffState.WAITING,
        HANDOFF.c.tier == me.tier,
        HANDOFF.c.language == me.language,
    )
    ahead = connection.execute(select(func.count()).select_from(HANDOFF).where(*lane, before)).scalar_one()
    return int(ahead) + 1


def _insert(connection: Connection, conversation_id: str, request: Request, state: HandoffState, turn: int) -> int:
    waiting = state == HandoffState.WAITING
    handoff_id = connection.execute(
        insert(HANDOFF).values(
            conversation_id=conversation_id,
            state=state,
            reason=request.reason,
            topic=request.topic,
            tier=request.tier,
            language=request.language,
            safety=request.safety,
            offered_turn=turn,
            packet={"wanted": request.wanted, "shown": list(request.shown)},
            created_at=now(),
            waiting_since=now() if waiting else None,
        )
    ).inserted_primary_key[0]
    _event(connection, handoff_id, "queued" if waiting else "offered", None, state, "assistant")
    return int(handoff_id)


def _move(
    connection: Connection, handoff_id: int, source: HandoffState, target: HandoffState, kind: str, actor: str
) -> bool:
    ends = target not in OPEN
    changed = connection.execute(
        update(HANDOFF)
        .where(HANDOFF.c.id == handoff_id, HANDOFF.c.state == source)
        .values(state=target, ended_at=now() if ends else None)
    ).rowcount
    if changed:
        _event(connection, handoff_id, kind, source, target, actor)
    return bool(changed)


def _event(connection: Connection, handoff_id: int, kind: str, source: str | None, target: str, actor: str) -> None:
    connection.execute(
        insert(EVENT).values(
            handoff_id=handoff_id, kind=kind, from_state=source, to_state=target, actor=actor, at=now()
        )
    )


def ahead_in_lane(connection: Connection, tier: str, language: str) -> int:
    """How many wait in a lane."""
    lane = (HANDOFF.c.state == HandoffState.WAITING, HANDOFF.c.tier == tier, HANDOFF.c.language == language)
    return int(connection.execute(select(func.count()).select_from(HANDOFF).where(*lane)).scalar_one())


def fill(connection: Connection, conversation_id: str, policy: HandoffPolicy, language: str) -> dict[str, str]:
    """The values for {position} and {wait} in a reply, as the queue stands in this transaction."""
    current = open_handoff(connection, conversation_id)
    place = position(connection, current.id) if current is not None else None
    tier = current.tier if current is not None else "1"
    waiting = place if place is not None else ahead_in_lane(connection, tier, language) + 1
    return {"position": str(waiting), "wait": str(waiting * policy.minutes_per_handoff)}


def public(connection: Connection, conversation_id: str, policy: HandoffPolicy) -> dict[str, Any] | None:
    """The open handoff as the visitor sees it: state, place and estimated minutes; a protected matter is not marked."""
    current = open_handoff(connection, conversation_id)
    if current is None:
        return None
    place = position(connection, current.id)
    return {
        "state": current.state,
        "reason": Reason(current.reason).public,
        "position": place,
        "estimated_wait": place * policy.minutes_per_handoff if place else None,
    }


def wanted(text: str) -> str:
    """What the visitor wants in one line, from the redacted message: its first question, else its first sentence."""
    parts = [part.strip() for part in re.split(r"(?<=[.?!])\s+|\n+", text) if part.strip()]
    line = next((part for part in parts if part.endswith("?")), parts[0] if parts else "")
    return line if len(line) <= LINE else line[: LINE - 1].rsplit(" ", 1)[0] + "…"
