"""How a handoff goes from one agent on: release, transfer, assignment, taking over. Its place in time never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.errors import AlreadyClaimed, AtCapacity, Invalid, NobodyThere, NotHeld
from emma.handoffs.claiming import can_take, taken
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.lanes import staffing
from emma.handoffs.presence import Present, find_present, hold_presence, present
from emma.handoffs.rows import AGENT_ACTOR, HANDOFF, SYSTEM_ACTOR, change, find, find_locked
from emma.models.base import now
from emma.words import HandoffState

TIERS = ("1", "2", "supervisor")
BACK = {"agent_id": None, "wanted_agent": None, "agent_word_at": None, "warned_at": None}
SUPERVISOR_ACTOR = "supervisor"


def release(
    connection: Connection,
    agent_id: str,
    handoff_id: int,
    *,
    why: str = "released",
    moment: datetime | None = None,
) -> Any:
    """active -> waiting, to the old place; gives the row. Raises NotHeld or NotFound. `why` goes into the event."""
    find_locked(connection, handoff_id)
    actor = AGENT_ACTOR if why == "released" else SYSTEM_ACTOR
    mine = (HANDOFF.c.agent_id == agent_id,)
    if not change(
        connection, handoff_id, HandoffState.ACTIVE, HandoffState.WAITING, "released", actor,
        where=mine, who=agent_id, detail=why, moment=moment, **BACK,
    ):  # fmt: skip
        raise NotHeld
    return find(connection, handoff_id)


def release_all(connection: Connection, agent_id: str, *, why: str, moment: datetime | None = None) -> list[Any]:
    """Everything this agent holds goes back to its place: at signing out. Gives the rows."""
    held = select(HANDOFF.c.id).where(HANDOFF.c.agent_id == agent_id, HANDOFF.c.state == HandoffState.ACTIVE)
    ids = connection.execute(held.order_by(HANDOFF.c.conversation_id)).scalars().all()
    return [release(connection, agent_id, handoff_id, why=why, moment=moment) for handoff_id in ids]


def transfer(
    connection: Connection,
    rules: DeskRules,
    agent_id: str,
    handoff_id: int,
    *,
    comment: str,
    to_tier: str | None = None,
    to_agent: str | None = None,
    moment: datetime | None = None,
) -> Any:
    """active -> waiting in another lane or for one agent, who must be present; gives the row.

    `comment` is required and already redacted. Raises Invalid, NotHeld, NobodyThere or NotFound.
    """
    moment = moment or now()
    if (to_tier is None) == (to_agent is None) or to_agent == agent_id or to_tier not in (None, *TIERS):
        raise Invalid("Name one lane or one other agent.")
    if not comment.strip():
        raise Invalid("Say in a few words why you pass this conversation on.")
    row = find_locked(connection, handoff_id)
    if row.state != HandoffState.ACTIVE or row.agent_id != agent_id:
        raise NotHeld
    tier, wanted = _goal(connection, rules, row, to_tier, to_agent, moment)
    change(
        connection, handoff_id, HandoffState.ACTIVE, HandoffState.WAITING, "transferred", AGENT_ACTOR,
        where=(HANDOFF.c.agent_id == agent_id,), who=agent_id, detail=f"to {wanted or f'tier {tier}'}",
        moment=moment, **{**BACK, "tier": tier, "wanted_agent": wanted, "comment": comment.strip()},
    )  # fmt: skip
    return find(connection, handoff_id)


def assign(
    connection: Connection,
    rules: DeskRules,
    supervisor_id: str,
    handoff_id: int,
    to_agent: str,
    moment: datetime | None = None,
) -> Any:
    """A supervisor gives a waiting or active handoff to an agent who is present, speaks the language and has room.

    Gives the row. Raises NobodyThere, AtCapacity, AlreadyClaimed (it has ended) or NotFound.
    """
    moment = moment or now()
    hold_presence(connection, to_agent)
    row = find_locked(connection, handoff_id)
    if row.state not in (HandoffState.WAITING, HandoffState.ACTIVE) or row.agent_id == to_agent:
        raise AlreadyClaimed
    there = find_present(connection, rules, to_agent, moment)
    if there is None or not there.takes_new or row.language not in there.languages:
        raise NobodyThere
    fits = (can_take(rules, to_agent, moment),)
    tier = row.tier if row.tier in there.tiers else there.tiers[0]
    if not change(
        connection, handoff_id, HandoffState(row.state), HandoffState.ACTIVE, "assigned", SUPERVISOR_ACTOR,
        where=fits, who=to_agent, detail=f"by {supervisor_id}", moment=moment,
        **{**taken(to_agent, moment), "tier": tier},
    ):  # fmt: skip
        raise AtCapacity
    return find(connection, handoff_id)


def take_over(connection: Connection, supervisor_id: str, handoff_id: int, moment: datetime | None = None) -> Any:
    """A supervisor takes a waiting or active handoff, whatever its lane; gives the row. Raises AlreadyClaimed."""
    moment = moment or now()
    row = find_locked(connection, handoff_id)
    if row.state not in (HandoffState.WAITING, HandoffState.ACTIVE) or row.agent_id == supervisor_id:
        raise AlreadyClaimed
    change(
        connection, handoff_id, HandoffState(row.state), HandoffState.ACTIVE, "taken_over", SUPERVISOR_ACTOR,
        who=supervisor_id, detail=f"from {row.agent_id or 'the queue'}", moment=moment,
        **taken(supervisor_id, moment),
    )  # fmt: skip
    return find(connection, handoff_id)


def _goal(
    connection: Connection, rules: DeskRules, row: Any, to_tier: str | None, to_agent: str | None, moment: datetime
) -> tuple[str, str | None]:
    """The lane's tier and the one agent wanted. Raises NobodyThere."""
    others = [one for one in present(connection, rules, moment) if one.id != row.agent_id and staffing(one)]
    if to_agent is None:
        if not any(one.serves(str(to_tier), row.language) for one in others):
            raise NobodyThere
        return str(to_tier), None
    one: Present | None = next((one for one in others if one.id == to_agent), None)
    if one is None or row.language not in one.languages or not one.tiers:
        raise NobodyThere
    return row.tier if row.tier in one.tiers else one.tiers[0], one.id
