"""What is to be done, for agents: requests of their lanes with due date, attempts, and the visitor's own time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import Agent, SecureForm
from emma.models.base import now
from emma.service_requests.due import day_of
from emma.service_requests.kinds import CALL_BACK, KIND
from emma.service_requests.rows import OPEN_STATES, REQUEST
from emma.service_requests.working import MOST_ATTEMPTS, count_attempts
from emma.words import RequestState

AGENT = Agent.__table__
FORM = SecureForm.__table__
MOST = 200


def to_take(
    connection: Connection, tiers: Sequence[str], languages: Sequence[str], kind: str | None = None
) -> list[dict[str, Any]]:
    """Open requests of these lanes: what is due first, then the oldest. Never what the visitor wrote."""
    lane = [REQUEST.c.tier.in_(tiers), REQUEST.c.language.in_(languages), REQUEST.c.state == RequestState.OPEN]
    return _listed(connection, *lane, *([REQUEST.c.kind == kind] if kind else []))


def call_backs(connection: Connection, tiers: Sequence[str], languages: Sequence[str]) -> list[dict[str, Any]]:
    """The call-backs to take: whom nobody has tried to reach yet comes first."""
    return sorted(to_take(connection, tiers, languages, CALL_BACK), key=lambda one: int(one["attempts"]))


def of_agent(connection: Connection, agent_id: str) -> list[dict[str, Any]]:
    """What this agent works on, and what waits for closing."""
    mine = (RequestState.IN_PROGRESS, RequestState.ANSWERED)
    return _listed(connection, REQUEST.c.agent_id == agent_id, REQUEST.c.state.in_(mine))


def in_hand(connection: Connection) -> list[dict[str, Any]]:
    """Everything unfinished, whoever has it: for supervisors."""
    return _listed(connection, REQUEST.c.state.in_(OPEN_STATES))


def one(connection: Connection, reference: str) -> dict[str, Any] | None:
    """The line of one request, or None."""
    return next(iter(_listed(connection, REQUEST.c.reference == reference)), None)


def _listed(connection: Connection, *which: Any) -> list[dict[str, Any]]:
    query = (
        select(REQUEST, KIND.c.title_en, KIND.c.title_es, KIND.c.goal, AGENT.c.name.label("agent_name"))
        .select_from(
            REQUEST.outerjoin(KIND, KIND.c.kind == REQUEST.c.kind).outerjoin(AGENT, AGENT.c.id == REQUEST.c.agent_id)
        )
        .where(*which)
        .order_by(REQUEST.c.due_on.is_(None), REQUEST.c.due_on, REQUEST.c.created_at)
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    references = [row.reference for row in rows]
    tried = count_attempts(connection, references)
    reachable = _with_contact(connection, references)
    moment = now()
    return [_line(row, tried.get(row.reference, 0), row.reference in reachable, moment) for row in rows]


def _with_contact(connection: Connection, references: Sequence[str]) -> set[str]:
    filled = select(FORM.c.request).where(FORM.c.request.in_(references), FORM.c.sealed.is_not(None))
    return set(connection.execute(filled).scalars())


def _line(row: Any, tried: int, reachable: bool, moment: datetime) -> dict[str, Any]:
    overdue = row.due_at < moment if row.due_at else bool(row.due_on and row.due_on < day_of(moment))
    return {
        "reference": row.reference,
        "kind": row.kind,
        "title": {"en": row.title_en or row.kind, "es": row.title_es or row.kind},
        "state": row.state,
        "topic": row.topic,
        "tier": row.tier,
        "language": row.language,
        "sensitive": row.sensitive,
        "where": {"kind": row.where_kind, "name": row.where_name},
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "goal": bool(row.goal),
        "overdue": overdue and row.state in OPEN_STATES,
        "created_at": row.created_at.isoformat(),
        "agent": {"id": row.agent_id, "name": row.agent_name or ""} if row.agent_id else None,
        "attempts": tried,
        "attempts_left": max(MOST_ATTEMPTS - tried, 0),
        "reachable": reachable,
        "time_zone": row.time_zone,
        "local_time": moment.astimezone(ZoneInfo(row.time_zone)).strftime("%Y-%m-%dT%H:%M"),
    }
