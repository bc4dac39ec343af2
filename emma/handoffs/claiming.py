"""Who gets a waiting handoff: one conditional UPDATE decides a claim; `next` hands out strictly in the lane's order.

A claim holds tier, language, capacity, presence and the account in its own condition, so that nothing that was read
before can be stale. Agents who ask for the next one pass one at a time: on SQLite a writing transaction is that turn
already, on PostgreSQL an advisory lock is. Skipping locked rows instead would let a visitor whose row a heartbeat
happens to touch be overtaken.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn, Protocol

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from emma.errors import AlreadyClaimed, AtCapacity, NotFound, NotHere, NotSignedIn, WrongLane
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.presence import Present, alive, find_present, hold_presence, in_state
from emma.handoffs.rows import (
    AGENT,
    AGENT_ACTOR,
    EVENT,
    HANDOFF,
    PRESENCE,
    change,
    find,
    find_locked,
    lock_conversation,
)
from emma.models.base import now
from emma.words import HandoffState, PresenceState

TURN = 0x656D6D61  # the advisory lock of `next`; only its being the same everywhere matters
ORDER = (HANDOFF.c.safety.desc(), HANDOFF.c.waiting_since, HANDOFF.c.id)
LOOK_AT = 20


class Claimant(Protocol):
    """What a claim knows of an agent; an account is one."""

    @property
    def id(self) -> str:
        """The account's id."""

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers served."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages spoken."""


def claim(
    connection: Connection, rules: DeskRules, agent: Claimant, handoff_id: int, moment: datetime | None = None
) -> Any:
    """waiting -> active for this agent; gives the row.

    Raises AlreadyClaimed, WrongLane, AtCapacity, NotHere, NotSignedIn (the account was disabled) or NotFound; then
    nothing has changed.
    """
    moment = moment or now()
    hold_presence(connection, agent.id)
    row = find_locked(connection, handoff_id)
    if not _claim(connection, rules, agent, row, moment):
        _explain(connection, rules, agent, find(connection, handoff_id), moment)
    return find(connection, handoff_id)


def claim_next(connection: Connection, rules: DeskRules, agent: Claimant, moment: datetime | None = None) -> Any | None:
    """The first in this agent's lanes, safety before longest waiting; None when nobody waits there.

    Raises AtCapacity, NotHere or NotSignedIn.
    """
    moment = moment or now()
    _wait_for_turn(connection)
    hold_presence(connection, agent.id)
    training = _able(connection, rules, agent, moment).state is PresenceState.TRAINING
    first = waiting_for(agent).where(HANDOFF.c.practice.is_(training)).order_by(*ORDER).limit(LOOK_AT)
    for row in connection.execute(first).all():
        if row.comment and _passed_on_by(connection, row.id) == agent.id:
            continue
        lock_conversation(connection, row.conversation_id)
        if _claim(connection, rules, agent, row, moment):
            return find(connection, row.id)
    return None


def waiting_for(agent: Claimant) -> Any:
    """SQL: the rows that wait in the lanes of this agent, or for this agent alone."""
    return select(HANDOFF).where(HANDOFF.c.state == HandoffState.WAITING, *_in_lanes_of(agent))


def _claim(connection: Connection, rules: DeskRules, agent: Claimant, row: Any, moment: datetime) -> bool:
    return change(
        connection,
        row.id,
        HandoffState.WAITING,
        HandoffState.ACTIVE,
        "claimed",
        AGENT_ACTOR,
        where=(*_in_lanes_of(agent), can_take(rules, agent.id, moment)),
        who=agent.id,
        moment=moment,
        **taken(agent.id, moment),
    )


def taken(agent_id: str, moment: datetime) -> dict[str, Any]:
    """The columns of a handoff that an agent gets now; `claimed_at` stays the moment of the first claim."""
    return {
        "agent_id": agent_id,
        "wanted_agent": None,
        "claimed_at": func.coalesce(HANDOFF.c.claimed_at, moment),
        "agent_word_at": None,
        "warned_at": None,
    }


def can_take(rules: DeskRules, agent_id: str, moment: datetime) -> ColumnElement[bool]:
    """SQL: this agent's account is open, the screen alive, the state right for the row, and one more fits."""
    other = HANDOFF.alias("held")
    held = (
        select(func.count())
        .select_from(other)
        .where(other.c.agent_id == agent_id, other.c.state == HandoffState.ACTIVE)
        .scalar_subquery()
    )
    right_state = case(
        (HANDOFF.c.practice, in_state(PresenceState.TRAINING, moment)), else_=in_state(PresenceState.HERE, moment)
    )
    return exists(
        select(AGENT.c.id)
        .join(PRESENCE, PRESENCE.c.agent_id == AGENT.c.id)
        .where(
            AGENT.c.id == agent_id,
            AGENT.c.disabled.is_(False),
            alive(rules, moment),
            PRESENCE.c.no_more.is_(False),
            right_state,
            held < AGENT.c.capacity,
        )
        .correlate(HANDOFF)
    )


def _in_lanes_of(agent: Claimant) -> Iterable[ColumnElement[bool]]:
    lanes = and_(HANDOFF.c.tier.in_(agent.tiers), HANDOFF.c.wanted_agent.is_(None))
    return (HANDOFF.c.language.in_(agent.languages), or_(lanes, HANDOFF.c.wanted_agent == agent.id))


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))


def _passed_on_by(connection: Connection, handoff_id: int) -> str | None:
    last = select(EVENT.c.agent_id).where(EVENT.c.handoff_id == handoff_id, EVENT.c.kind == "transferred")
    return connection.execute(last.order_by(EVENT.c.id.desc()).limit(1)).scalar()


def _explain(connection: Connection, rules: DeskRules, agent: Claimant, row: Any, moment: datetime) -> NoReturn:
    if row.state != HandoffState.WAITING or row.wanted_agent not in (None, agent.id):
        raise AlreadyClaimed
    if row.language not in agent.languages or (row.tier not in agent.tiers and row.wanted_agent != agent.id):
        raise WrongLane
    training = _able(connection, rules, agent, moment).state is PresenceState.TRAINING
    raise NotHere if training != row.practice else AlreadyClaimed


def _able(connection: Connection, rules: DeskRules, agent: Claimant, moment: datetime) -> Present:
    """The agent, who can take one more. Raises NotFound, NotSignedIn, NotHere or AtCapacity."""
    disabled = connection.execute(select(AGENT.c.disabled).where(AGENT.c.id == agent.id)).scalar()
    if disabled is None:
        raise NotFound
    if disabled:
        raise NotSignedIn
    there = find_present(connection, rules, agent.id, moment)
    if there is None or there.no_more or there.state not in (PresenceState.HERE, PresenceState.TRAINING):
        raise NotHere
    if there.active >= there.capacity:
        raise AtCapacity
    return there
