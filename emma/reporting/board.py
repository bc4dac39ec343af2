"""The supervisor's board at one moment: who waits, who is there, how today goes, what needs somebody now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from emma.accounts.people import Person
from emma.desk.context import Desk
from emma.desk.looking import everybody
from emma.handoffs import lanes
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.passing import TIERS
from emma.handoffs.presence import Present, present
from emma.handoffs.rows import EVENT
from emma.models import Note, Notice
from emma.models.base import now
from emma.reporting.alerts import Alert, alerts
from emma.reporting.asked import Asked, asked
from emma.reporting.served import Served, served
from emma.words import LANGUAGES

NOTE, NOTICE = Note.__table__, Notice.__table__
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Board:
    """All of it. Waits and `oldest` are in seconds; `today` begins at midnight of the desk's time zone."""

    at: str
    waiting: int
    oldest: int
    lanes: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    agents: list[dict[str, Any]]
    conversations: list[dict[str, Any]]
    today: Served
    last_hour: Served
    by_hour: list[dict[str, int]]
    target: dict[str, int]
    alerts: list[Alert]

    def public(self) -> dict[str, Any]:
        """For JSON: shares as percent with their number of cases."""
        return {**asdict(self), "today": figures(self.today), "last_hour": figures(self.last_hour)}


def look(connection: Connection, desk: Desk, person: Person, moment: datetime | None = None) -> Board:
    """The board for a supervisor. Raises NotPermitted for anybody else."""
    moment = moment or now()
    rules = desk.rules
    conversations = [_timed(one, moment) for one in everybody(connection, desk, person, moment) if not one["practice"]]
    there = present(connection, rules, moment)
    midnight = moment.astimezone(rules.hours.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = asked(connection, min(midnight, moment - HOUR), moment + timedelta(seconds=1))
    limit = timedelta(minutes=rules.service_minutes)
    today = [row for row in rows if row.since >= midnight]
    last_hour = served([row for row in rows if row.since >= moment - HOUR], limit, moment)
    listed = _lanes(connection, rules, conversations, moment)
    waits = [one["waited"] for one in conversations if one["agent"] is None]
    return Board(
        at=moment.isoformat(),
        waiting=len(waits),
        oldest=max(waits, default=0),
        lanes=listed,
        topics=_topics(conversations),
        agents=[_agent(one) for one in there],
        conversations=conversations,
        today=served(today, limit, moment),
        last_hour=last_hour,
        by_hour=_by_hour(today, rules),
        target={"percent": round(rules.service_level * 100), "minutes": rules.service_minutes,
                "kept": round(rules.kept * 100)},
        alerts=alerts(listed, conversations, last_hour, rules, moment),
    )  # fmt: skip


def fingerprint(connection: Connection, desk: Desk) -> tuple[Any, ...]:
    """What changes when the board does, clocks apart: cheap enough to be asked every second."""
    there = [(one.id, one.state.value, one.no_more, one.active) for one in present(connection, desk.rules)]
    newest = [connection.execute(select(func.max(table.c.id))).scalar() for table in (EVENT, NOTE, NOTICE)]
    standing = select(func.count()).select_from(NOTICE).where(NOTICE.c.until_at > now())
    return (*newest, connection.execute(standing).scalar(), *there)


def figures(one: Served) -> dict[str, Any]:
    """A group's figures for JSON."""
    shares = {name: {"percent": share.percent, "of": share.of} for name, share in
              (("in_time", one.in_time), ("as_promised", one.as_promised))}  # fmt: skip
    return {**asdict(one), **shares}


def _timed(one: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """Who waits again after a release has waited since joining."""
    if one["agent"] is not None or not one["waiting_since"]:
        return one
    waited = moment - datetime.fromisoformat(one["waiting_since"])
    return {**one, "waited": max(0, int(waited.total_seconds()))}


def _lanes(
    connection: Connection, rules: DeskRules, conversations: Sequence[dict[str, Any]], moment: datetime
) -> list[dict[str, Any]]:
    names = [(tier, language) for tier in TIERS for language in LANGUAGES]
    found = lanes.look_at_all(connection, rules, names, moment)
    listed = []
    for name in names:
        mine = [one for one in conversations if (one["tier"], one["language"]) == name]
        waits = [one["waited"] for one in mine if one["agent"] is None]
        listed.append(
            {
                "tier": name[0],
                "language": name[1],
                "waiting": len(waits),
                "oldest": max(waits, default=0),
                "active": len(mine) - len(waits),
                "agents": found[name].agents,
                "open": found[name].open,
            }
        )
    return listed


def _topics(conversations: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Topics that are on the desk now, the most waited for first."""
    waits = Counter(one["topic"] for one in conversations if one["agent"] is None)
    active = Counter(one["topic"] for one in conversations if one["agent"] is not None)
    names = sorted(waits | active, key=lambda name: (-waits[name], -active[name], name))
    return [{"topic": name, "waiting": waits[name], "active": active[name]} for name in names]


def _agent(one: Present) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "tier": one.tiers[0] if one.tiers else "",
        "languages": list(one.languages),
        "state": one.state.value,
        "no_more": one.no_more,
        "active": one.active,
        "capacity": one.capacity,
        "since": one.since.isoformat(),
    }


def _by_hour(today: Sequence[Asked], rules: DeskRules) -> list[dict[str, int]]:
    """Who asked and who was served, by the local hour of joining, from the first hour with somebody to the last."""
    hours = [row.since.astimezone(rules.hours.zone).hour for row in today]
    if not hours:
        return []
    asked_at = Counter(hours)
    served_at = Counter(hour for hour, row in zip(hours, today, strict=True) if row.claimed_at is not None)
    return [
        {"hour": hour, "asked": asked_at[hour], "served": served_at[hour]} for hour in range(min(hours), max(hours) + 1)
    ]
