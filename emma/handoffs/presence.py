"""Where agents are. An agent is present while the own screen gives signs of life; only `here` gets new handoffs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import ColumnElement

from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.rows import AGENT, HANDOFF, PRESENCE
from emma.models.base import now
from emma.words import HandoffState, PresenceState, Role


@dataclass(frozen=True)
class Present:
    """An agent whose screen is alive; `active` counts the conversations held, `free` what still fits."""

    id: str
    name: str
    tiers: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    active: int
    state: PresenceState
    no_more: bool
    since: datetime

    @property
    def takes_new(self) -> bool:
        """Whether new handoffs come to this agent."""
        return self.state is PresenceState.HERE and not self.no_more

    @property
    def free(self) -> int:
        """How many more conversations fit now."""
        return max(0, self.capacity - self.active) if self.takes_new else 0

    def serves(self, tier: str, language: str) -> bool:
        """Whether this agent's lanes include this one."""
        return tier in self.tiers and language in self.languages


def set_presence(
    connection: Connection,
    agent_id: str,
    state: PresenceState,
    *,
    no_more: bool = False,
    until: datetime | None = None,
    moment: datetime | None = None,
) -> None:
    """The agent says where they are. `until` ends a wrap-up by itself; `no_more` keeps new handoffs away."""
    moment = moment or now()
    values = {"state": PresenceState(state), "no_more": no_more, "since": moment, "until": until}
    values["heartbeat_at"] = moment
    known = update(PRESENCE).where(PRESENCE.c.agent_id == agent_id).values(**values)
    if not connection.execute(known).rowcount:
        try:
            with connection.begin_nested():
                connection.execute(insert(PRESENCE).values(agent_id=agent_id, **values))
        except IntegrityError:  # another tab of this agent was first
            connection.execute(known)


def heartbeat(connection: Connection, agent_id: str, moment: datetime | None = None) -> PresenceState:
    """A sign of life of the agent's screen. Gives the state as it stands now; `away` for who never came."""
    moment = moment or now()
    mine = PRESENCE.c.agent_id == agent_id
    connection.execute(update(PRESENCE).where(mine).values(heartbeat_at=moment))
    row = connection.execute(select(PRESENCE).where(mine)).first()
    return PresenceState.AWAY if row is None else _state(row.state, row.until, moment)


def hold_presence(connection: Connection, agent_id: str) -> None:
    """Lock the agent's row: two tabs claim one after the other, so that both see the true number held."""
    connection.execute(select(PRESENCE.c.agent_id).where(PRESENCE.c.agent_id == agent_id).with_for_update()).first()


def wrap_up(connection: Connection, agent_id: str, rules: DeskRules, moment: datetime) -> None:
    """After a conversation: nothing new for a while, unless the agent is somewhere else anyway."""
    if rules.wrap_up:
        mine = (PRESENCE.c.agent_id == agent_id, PRESENCE.c.state.in_((PresenceState.HERE, PresenceState.WRAP_UP)))
        until = moment + rules.wrap_up
        connection.execute(update(PRESENCE).where(*mine).values(state=PresenceState.WRAP_UP, since=moment, until=until))


def present(connection: Connection, rules: DeskRules, moment: datetime | None = None) -> Sequence[Present]:
    """Everybody whose screen is alive and who is not away, by name."""
    moment = moment or now()
    return [_present(row, moment) for row in connection.execute(_present_rows(rules, moment))]


def find_present(connection: Connection, rules: DeskRules, agent_id: str, moment: datetime) -> Present | None:
    """This agent, if the own screen is alive."""
    row = connection.execute(_present_rows(rules, moment).where(AGENT.c.id == agent_id)).first()
    return None if row is None else _present(row, moment)


def _present_rows(rules: DeskRules, moment: datetime) -> Any:
    active = (
        select(func.count())
        .select_from(HANDOFF)
        .where(HANDOFF.c.agent_id == AGENT.c.id, HANDOFF.c.state == HandoffState.ACTIVE)
        .scalar_subquery()
    )
    return (
        select(AGENT, PRESENCE.c.state, PRESENCE.c.no_more, PRESENCE.c.since, PRESENCE.c.until, active.label("active"))
        .join(PRESENCE, PRESENCE.c.agent_id == AGENT.c.id)
        .where(AGENT.c.disabled.is_(False), alive(rules, moment), PRESENCE.c.state != PresenceState.AWAY)
        .order_by(AGENT.c.name, AGENT.c.id)
    )


def alive(rules: DeskRules, moment: datetime) -> ColumnElement[bool]:
    """SQL: the screen of this row of `presence` gave a sign of life."""
    return PRESENCE.c.heartbeat_at >= moment - rules.heartbeat


def in_state(state: PresenceState, moment: datetime) -> ColumnElement[bool]:
    """SQL: this row of `presence` stands in the state; a wrap-up that is over is `here`."""
    stands = PRESENCE.c.state == state
    if state is not PresenceState.HERE:
        return stands
    return or_(stands, and_(PRESENCE.c.state == PresenceState.WRAP_UP, PRESENCE.c.until <= moment))


def _state(state: str, until: datetime | None, moment: datetime) -> PresenceState:
    over = state == PresenceState.WRAP_UP and until is not None and until <= moment
    return PresenceState.HERE if over else PresenceState(state)


def _present(row: Any, moment: datetime) -> Present:
    return Present(
        id=row.id,
        name=row.name,
        tiers=Role(row.role).tiers,
        languages=tuple(row.languages),
        capacity=row.capacity,
        active=row.active,
        state=_state(row.state, row.until, moment),
        no_more=row.no_more,
        since=row.since,
    )
