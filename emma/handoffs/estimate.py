"""The wait a visitor is told: the place times the measured agent-minutes per place, divided by the agents present.

Each first claim of the lane gives one figure, wait × agents ÷ place, with place and agents as they were on joining.
The figure below which the share `kept` of the recent ones lies is the measure, so that this share of the promises is
kept, not half of them. Until five were measured `minutes_per_handoff` of handoff.toml stands in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.rows import HANDOFF, find
from emma.models.base import now

ENOUGH = 5


def minutes(
    connection: Connection,
    policy: HandoffPolicy,
    tier: str,
    language: str,
    place: int,
    agents: int,
    moment: datetime | None = None,
) -> int:
    """The estimated wait in minutes at this place of the lane while so many agents serve it."""
    per_place = measured(connection, policy, tier, language, moment or now())
    return promise(per_place, place, agents, policy.desk.quickest_minutes)


def store_promise(
    connection: Connection,
    policy: HandoffPolicy,
    handoff_id: int,
    place: int,
    agents: int,
    moment: datetime | None = None,
) -> int:
    """Keep what the visitor was told on joining, and under which place and agents. Gives the minutes."""
    moment = moment or now()
    row = find(connection, handoff_id)
    told = minutes(connection, policy, row.tier, row.language, place, agents, moment)
    joined = {"place": place, "agents": max(1, agents)}
    connection.execute(
        update(HANDOFF)
        .where(HANDOFF.c.id == handoff_id)
        .values(promised_wait=told, packet={**row.packet, "joined": joined})
    )
    return told


def promise(per_place: float, place: int, agents: int, quickest: int) -> int:
    """Whole minutes, rounded up: nobody is told less than the measure says."""
    return max(quickest, math.ceil(per_place * place / max(1, agents) - 1e-9))


def measured(connection: Connection, policy: HandoffPolicy, tier: str, language: str, moment: datetime) -> float:
    """Agent-minutes per place of this lane, from its recent first claims."""
    recent = (
        select(HANDOFF.c.waiting_since, HANDOFF.c.claimed_at, HANDOFF.c.packet)
        .where(
            HANDOFF.c.tier == tier,
            HANDOFF.c.language == language,
            HANDOFF.c.practice.is_(False),
            HANDOFF.c.claimed_at > moment - policy.desk.recent,
        )
        .order_by(HANDOFF.c.claimed_at.desc())
        .limit(policy.desk.recent_claims)
    )
    figures = []
    for row in connection.execute(recent):
        joined = row.packet.get("joined")
        if joined and row.waiting_since is not None:
            waited = (row.claimed_at - row.waiting_since).total_seconds() / 60
            figures.append(max(0.0, waited) * joined["agents"] / joined["place"])
    return measure(figures, policy.desk.kept, policy.minutes_per_handoff)


def measure(figures: Sequence[float], kept: float, default: float) -> float:
    """The figure that the next one stays below with probability `kept`; `default` until there are enough.

    The rank is that of split conformal prediction, ⌈kept·(n + 1)⌉: the plain quantile of few figures is too low.
    """
    if len(figures) < ENOUGH:
        return float(default)
    rank = min(len(figures), math.ceil(kept * (len(figures) + 1)))
    return sorted(figures)[rank - 1]
