"""Lanes are tier × language; one is open while hours are open and an agent who serves it is present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.presence import Present, present
from emma.models.base import now
from emma.words import PresenceState


@dataclass(frozen=True)
class Lane:
    """A lane as it stands: `agents` counts who serves it now; `next_opening` is set while hours are closed."""

    tier: str
    language: str
    hours_open: bool
    agents: int
    demonstration: bool
    next_opening: datetime | None

    @property
    def staffed(self) -> bool:
        """Whether anybody who serves this lane is there."""
        return self.agents > 0

    @property
    def open(self) -> bool:
        """Whether a visitor can join; the demonstration accepts without agents too and says so."""
        return self.hours_open and (self.staffed or self.demonstration)


def look(connection: Connection, rules: DeskRules, tier: str, language: str, moment: datetime | None = None) -> Lane:
    """The lane now."""
    moment = moment or now()
    return _lane(present(connection, rules, moment), rules, tier, language, moment)


def look_at_all(
    connection: Connection, rules: DeskRules, lanes: Sequence[tuple[str, str]], moment: datetime | None = None
) -> dict[tuple[str, str], Lane]:
    """Several lanes at one moment."""
    moment = moment or now()
    agents = present(connection, rules, moment)
    return {(tier, language): _lane(agents, rules, tier, language, moment) for tier, language in lanes}


def lane_open(
    connection: Connection, rules: DeskRules, tier: str, language: str, moment: datetime | None = None
) -> bool:
    """Whether a visitor can join this lane now."""
    return look(connection, rules, tier, language, moment).open


def staffing(agent: Present) -> bool:
    """Whether this agent keeps a lane open: here, just wrapping up, or still with visitors and coming back to it."""
    if agent.no_more or agent.state in (PresenceState.TRAINING, PresenceState.AWAY):
        return False
    return agent.state in (PresenceState.HERE, PresenceState.WRAP_UP) or agent.active > 0


def _lane(agents: Sequence[Present], rules: DeskRules, tier: str, language: str, moment: datetime) -> Lane:
    serving = sum(agent.serves(tier, language) and staffing(agent) for agent in agents)
    open_now = rules.hours.open_at(moment)
    opening = None if open_now else rules.hours.next_opening(moment)
    return Lane(tier, language, open_now, serving, rules.demonstration, opening)
