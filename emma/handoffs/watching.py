"""What happens by itself: lost agents, gone visitors, closing time, empty lanes, silence.

Every process may watch at any time: each step is a conditional update in a transaction of its own, so of two watchers
one does it and the other finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement

from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.ending import EndReason
from emma.handoffs.lanes import Lane, look_at_all
from emma.handoffs.passing import BACK
from emma.handoffs.presence import alive
from emma.handoffs.rows import AGENT, HANDOFF, PRESENCE, SYSTEM_ACTOR, change, lock_conversation
from emma.models.base import now
from emma.words import HandoffState, PresenceState, Status

ACTIVE, WAITING = HandoffState.ACTIVE, HandoffState.WAITING


@dataclass(frozen=True)
class Change:
    """One thing that happened: what the conversation's status is now, and the response that tells the visitor."""

    kind: str
    handoff_id: int
    conversation_id: str
    language: str
    agent_id: str | None
    status: Status
    phrase: str | None


@dataclass(frozen=True)
class Step:
    """Rows in `source` for which `where` holds go to `target`; `status` is the conversation's from then on."""

    kind: str
    source: HandoffState
    target: HandoffState
    where: tuple[ColumnElement[bool], ...]
    status: Status
    phrase: str | None = None
    detail: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def watch(
    engine: Engine, rules: DeskRules, then: Callable[[Connection, Change], None], moment: datetime | None = None
) -> list[Change]:
    """Do all that is due. `then` runs in the transaction of each change: marks for the visitor, status, audit."""
    moment = moment or now()
    done = []
    for step in _steps(engine, rules, moment):
        with engine.connect().execution_options(read_only=True) as connection:
            found = connection.execute(select(HANDOFF).where(HANDOFF.c.state == step.source, *step.where)).all()
        for row in found:
            with engine.begin() as connection:
                lock_conversation(connection, row.conversation_id)
                if _take(connection, step, row, moment):
                    happened = Change(
                        step.kind, row.id, row.conversation_id, row.language, row.agent_id, step.status, step.phrase
                    )
                    then(connection, happened)
                    done.append(happened)
    return done


def _take(connection: Connection, step: Step, row: Any, moment: datetime) -> bool:
    return change(
        connection, row.id, step.source, step.target, step.kind, SYSTEM_ACTOR,
        where=step.where, who=row.agent_id, detail=step.detail, moment=moment, **step.values,
    )  # fmt: skip


def _steps(engine: Engine, rules: DeskRules, moment: datetime) -> Iterator[Step]:
    yield Step(
        "released", ACTIVE, WAITING, (~_agent_alive(rules, moment),), Status.WAITING,
        "utter_handoff_released", "lost", BACK,
    )  # fmt: skip
    yield Step(
        "unwanted", WAITING, WAITING, (HANDOFF.c.wanted_agent.is_not(None), ~_wanted_there(rules, moment)),
        Status.WAITING, values={"wanted_agent": None},
    )  # fmt: skip
    yield Step(
        "abandoned", WAITING, HandoffState.ABANDONED, (HANDOFF.c.visitor_seen_at < moment - rules.gone,),
        Status.WITH_ASSISTANT, "utter_handoff_abandoned",
    )  # fmt: skip
    before = moment - rules.closing_grace
    if not rules.hours.open_at(before) and rules.hours.day_is_over(before) and not rules.hours.open_at(moment):
        yield Step(
            "expired", WAITING, HandoffState.EXPIRED, (HANDOFF.c.practice.is_(False),),
            Status.WITH_ASSISTANT, "utter_handoff_expired",
        )  # fmt: skip
    yield from _lane_steps(engine, rules, moment)
    yield from _silence_steps(rules, moment)


def _lane_steps(engine: Engine, rules: DeskRules, moment: datetime) -> Iterator[Step]:
    """Who waits in a lane without agents is told once, and told again when somebody is back."""
    waiting = select(HANDOFF.c.tier, HANDOFF.c.language).distinct()
    waiting = waiting.where(HANDOFF.c.state == WAITING, HANDOFF.c.practice.is_(False))
    with engine.connect().execution_options(read_only=True) as connection:
        names = [(row.tier, row.language) for row in connection.execute(waiting)]
        lanes = look_at_all(connection, rules, names, moment)
    for lane in lanes.values():
        served = lane.hours_open and lane.staffed
        told = HANDOFF.c.warned_at.is_not(None) if served else HANDOFF.c.warned_at.is_(None)
        name = "opened" if served else "closed"
        yield Step(
            f"lane_{name}", WAITING, WAITING, (*_in(lane), told), Status.WAITING, f"utter_waiting_lane_{name}",
            values={"warned_at": None if served else moment},
        )  # fmt: skip


def _silence_steps(rules: DeskRules, moment: datetime) -> Iterator[Step]:
    """The visitor owes the agent a word: a warning first, the end only when the warning has stood its time."""
    owed = or_(HANDOFF.c.visitor_word_at.is_(None), HANDOFF.c.visitor_word_at < HANDOFF.c.agent_word_at)
    stood = moment - (rules.idle_end - rules.idle_warning)
    yield Step(
        "idle_ended", ACTIVE, HandoffState.RESOLVED,
        (owed, HANDOFF.c.agent_word_at < moment - rules.idle_end, HANDOFF.c.warned_at <= stood),
        Status.WITH_ASSISTANT, "utter_idle_ended", EndReason.IDLE, {"end_reason": EndReason.IDLE},
    )  # fmt: skip
    yield Step(
        "idle_warned", ACTIVE, ACTIVE,
        (owed, HANDOFF.c.agent_word_at < moment - rules.idle_warning, HANDOFF.c.warned_at.is_(None)),
        Status.WITH_AGENT, "utter_idle_warning", values={"warned_at": moment},
    )  # fmt: skip


def _agent_alive(rules: DeskRules, moment: datetime) -> ColumnElement[bool]:
    return _somebody(HANDOFF.c.agent_id, alive(rules, moment))


def _wanted_there(rules: DeskRules, moment: datetime) -> ColumnElement[bool]:
    there = and_(alive(rules, moment), PRESENCE.c.state != PresenceState.AWAY, PRESENCE.c.no_more.is_(False))
    return _somebody(HANDOFF.c.wanted_agent, there)


def _somebody(column: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    open_account = (AGENT.c.id == column, AGENT.c.disabled.is_(False))
    return exists(select(AGENT.c.id).join(PRESENCE, PRESENCE.c.agent_id == AGENT.c.id).where(*open_account, condition))


def _in(lane: Lane) -> tuple[ColumnElement[bool], ...]:
    return (HANDOFF.c.tier == lane.tier, HANDOFF.c.language == lane.language, HANDOFF.c.practice.is_(False))
