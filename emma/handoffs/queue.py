"""The visitor's side of a handoff: offer, decline, lapse, join the queue, leave it. Callers own the transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from emma.handoffs import estimate, lanes, packet
from emma.handoffs.hours_text import hours_in_words
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.rows import AGENT, ASSISTANT_ACTOR, EVENT, HANDOFF, OPEN, VISITOR_ACTOR, change, record
from emma.models.base import now
from emma.words import HandoffState, Reason

__all__ = ["EVENT", "HANDOFF", "OPEN", "Request", "accept", "decline", "fill", "join", "lapse", "leave", "offer"]
LINE = 160


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
    hints: tuple[str, ...] = ()


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
        _lapse(connection, current.id)
    return _insert(connection, conversation_id, request, HandoffState.OFFERED, turn)


def join(connection: Connection, conversation_id: str, request: Request, turn: int) -> int:
    """Put the conversation into the queue; an open offer becomes the place. Joining twice keeps the first place."""
    current = open_handoff(connection, conversation_id)
    if current is None:
        return _insert(connection, conversation_id, request, HandoffState.WAITING, turn)
    if current.state == HandoffState.OFFERED:
        accept(connection, current.id)
    if request.tier == "supervisor" != current.tier and current.state != HandoffState.ACTIVE:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == current.id).values(tier="supervisor"))
        record(connection, current.id, "supervisor", HandoffState.WAITING, HandoffState.WAITING, VISITOR_ACTOR)
    return int(current.id)


def accept(connection: Connection, handoff_id: int) -> bool:
    """offered -> waiting. False when the offer no longer stood."""
    moment = now()
    source, target = HandoffState.OFFERED, HandoffState.WAITING
    return change(
        connection, handoff_id, source, target, "accepted", VISITOR_ACTOR, moment=moment, waiting_since=moment
    )


def decline(connection: Connection, handoff_id: int) -> bool:
    """offered -> declined, by the visitor's no."""
    return change(connection, handoff_id, HandoffState.OFFERED, HandoffState.DECLINED, "declined", VISITOR_ACTOR)


def lapse(connection: Connection, conversation_id: str, turn: int, offer_turns: int) -> None:
    """offered -> lapsed when `offer_turns` turns went by without a yes."""
    current = open_handoff(connection, conversation_id)
    if current is not None and current.state == HandoffState.OFFERED and turn - current.offered_turn > offer_turns:
        _lapse(connection, current.id)


def leave(connection: Connection, conversation_id: str) -> bool:
    """waiting -> left_satisfied: the visitor needs nobody any more. False when there was no place to leave."""
    current = open_handoff(connection, conversation_id)
    if current is None or current.state != HandoffState.WAITING:
        return False
    return change(connection, current.id, HandoffState.WAITING, HandoffState.LEFT_SATISFIED, "left", VISITOR_ACTOR)


def speak(connection: Connection, conversation_id: str, language: str) -> None:
    """The visitor chose a language: who waits does so in that lane from now on, with the time of joining kept."""
    current = open_handoff(connection, conversation_id)
    if current is None or current.state == HandoffState.ACTIVE or current.language == language:
        return
    mine = (HANDOFF.c.id == current.id, HANDOFF.c.state == current.state)
    if connection.execute(update(HANDOFF).where(*mine).values(language=language)).rowcount:
        record(connection, current.id, "language", current.state, current.state, VISITOR_ACTOR, detail=language)


def mark_safety(connection: Connection, conversation_id: str) -> None:
    """An emergency was typed: the open handoff goes to the head of its lane and is marked for the desk."""
    current = open_handoff(connection, conversation_id)
    if current is not None and not current.safety:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == current.id).values(safety=True))
        record(connection, current.id, "safety", current.state, current.state, ASSISTANT_ACTOR)


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
    lane = (*_lane(me.tier, me.language), HANDOFF.c.practice.is_(me.practice), _same_agent(me.wanted_agent))
    ahead = connection.execute(select(func.count()).select_from(HANDOFF).where(*lane, before)).scalar_one()
    return int(ahead) + 1


def fill(connection: Connection, conversation_id: str, policy: HandoffPolicy, language: str) -> dict[str, str]:
    """The values for {position} and {wait} in a reply, as the queue stands in this transaction."""
    current = open_handoff(connection, conversation_id)
    tier, language = (current.tier, current.language) if current is not None else ("1", language)
    place = position(connection, current.id) if current is not None else None
    place = place or ahead_in_lane(connection, tier, language) + 1
    agents = lanes.look(connection, policy.desk, tier, language).agents
    wait = estimate.minutes(connection, policy, tier, language, place, agents)
    return {"position": str(place), "wait": str(wait)}


def ahead_in_lane(connection: Connection, tier: str, language: str) -> int:
    """How many wait in a lane."""
    lane = (*_lane(tier, language), HANDOFF.c.practice.is_(False), _same_agent(None))
    return int(connection.execute(select(func.count()).select_from(HANDOFF).where(*lane)).scalar_one())


def public(connection: Connection, conversation_id: str, policy: HandoffPolicy) -> dict[str, Any] | None:
    """The open handoff as the visitor sees it: state, place, estimated minutes, lane, and the agent once there is one.

    A protected matter is not marked. None without an open handoff.
    """
    current = open_handoff(connection, conversation_id)
    if current is None:
        return None
    place = position(connection, current.id)
    lane = lanes.look(connection, policy.desk, current.tier, current.language)
    wait = estimate.minutes(connection, policy, lane.tier, lane.language, place, lane.agents) if place else None
    shown = {
        "state": current.state,
        "reason": Reason(current.reason).public,
        "position": place,
        "estimated_wait": wait,
        "lane": public_lane(lane, policy, current.language),
    }
    return shown if current.state != HandoffState.ACTIVE else {**shown, "agent": _agent(connection, current)}


def public_lane(lane: lanes.Lane, policy: HandoffPolicy, language: str) -> dict[str, Any]:
    """A lane as a visitor sees it, in words of `language`; `next_opening` is ISO 8601 in UTC while hours are closed."""
    return {
        "open": lane.open,
        "staffed": lane.staffed,
        "hours_text": hours_in_words(policy.desk.hours, language),
        "next_opening": lane.next_opening.isoformat() if lane.next_opening else None,
    }


def _agent(connection: Connection, row: Any) -> dict[str, str]:
    name = connection.execute(select(AGENT.c.name).where(AGENT.c.id == row.agent_id)).scalar()
    return {"name": name or "", "tier": row.tier}


def _lane(tier: str, language: str) -> tuple[Any, ...]:
    return (HANDOFF.c.state == HandoffState.WAITING, HANDOFF.c.tier == tier, HANDOFF.c.language == language)


def _same_agent(wanted_agent: str | None) -> Any:
    """Who was passed on to one agent waits for that agent, not in the lane."""
    return HANDOFF.c.wanted_agent.is_(None) if wanted_agent is None else HANDOFF.c.wanted_agent == wanted_agent


def _lapse(connection: Connection, handoff_id: int) -> bool:
    return change(connection, handoff_id, HandoffState.OFFERED, HandoffState.LAPSED, "lapsed", ASSISTANT_ACTOR)


def _insert(connection: Connection, conversation_id: str, request: Request, state: HandoffState, turn: int) -> int:
    waiting = state == HandoffState.WAITING
    moment = now()
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
            packet={"wanted": request.wanted, "shown": list(request.shown), "hints": list(request.hints)},
            handling=packet.handling(request.reason, request.topic),
            created_at=moment,
            waiting_since=moment if waiting else None,
        )
    ).inserted_primary_key[0]
    record(connection, handoff_id, "queued" if waiting else "offered", None, state, ASSISTANT_ACTOR, moment=moment)
    return int(handoff_id)


def wanted(text: str) -> str:
    """What the visitor wants in one line, from the redacted message: its first question, else its first sentence."""
    parts = [part.strip() for part in re.split(r"(?<=[.?!])\s+|\n+", text) if part.strip()]
    line = next((part for part in parts if part.endswith("?")), parts[0] if parts else "")
    return line if len(line) <= LINE else line[: LINE - 1].rsplit(" ", 1)[0] + "…"
