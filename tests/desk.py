"""The desk's cast in tests: accounts with their presence, and visitors who wait in a lane."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.engine import Engine

from emma.accounts.directory import add
from emma.accounts.people import Person
from emma.conversations.opening import CONVERSATION, start
from emma.handoffs import queue
from emma.handoffs.presence import set_presence
from emma.handoffs.rows import EVENT, HANDOFF
from emma.models.base import now
from emma.words import PresenceState, Reason, Role, Status

LONG_AGO = timedelta(hours=5)


def agent(
    engine: Engine,
    name: str,
    role: Role = Role.TIER_1,
    languages: tuple[str, ...] = ("en",),
    *,
    capacity: int = 3,
    state: PresenceState | None = PresenceState.HERE,
    moment: datetime | None = None,
) -> Person:
    """An account; present in `state`, or never seen with None."""
    with engine.begin() as connection:
        person = add(connection, name.lower(), name, role, languages=languages, capacity=capacity)
        if state is not None:
            set_presence(connection, person.id, state, moment=moment)
    return person


def waiting(
    engine: Engine,
    *,
    tier: str = "1",
    language: str = "en",
    safety: bool = False,
    since: datetime | None = None,
    practice: bool = False,
    topic: str = "case_status",
) -> int:
    """The handoff of a new visitor who waits; the conversation's status says so too."""
    conversation_id = start(engine, language).id
    request = queue.Request(Reason.REQUESTED, topic, tier, language, "where is my card", safety=safety)
    with engine.begin() as connection:
        handoff_id = queue.join(connection, conversation_id, request, 1)
        values: dict[str, object] = {"practice": practice}
        if since is not None:
            values["waiting_since"] = since
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(**values))
        mine = CONVERSATION.c.id == conversation_id
        connection.execute(update(CONVERSATION).where(mine).values(status=Status.WAITING))
    return handoff_id


def many_waiting(engine: Engine, count: int, first_id: int = 1) -> list[int]:
    """Ids of so many handoffs that wait in the general lane, in the order in which they are due."""
    first = now() - LONG_AGO
    safety = [number for number in range(count) if number % 20 == 7]
    talks = [_talk(first_id + number) for number in range(count)]
    rows = [
        {
            "id": first_id + number,
            "conversation_id": f"c{first_id + number}",
            "state": "waiting",
            "reason": "requested",
            "topic": "case_status",
            "tier": "1",
            "language": "en",
            "safety": number in safety,
            "waiting_since": first + timedelta(seconds=count - number),
        }
        for number in range(count)
    ]
    with engine.begin() as connection:
        connection.execute(insert(CONVERSATION), talks)
        connection.execute(insert(HANDOFF), rows)
    return [row["id"] for row in sorted(rows, key=lambda row: (not row["safety"], row["waiting_since"]))]


def _talk(number: int) -> dict[str, object]:
    values = {"id": f"c{number}", "token_hash": "", "language": "en", "status": Status.WAITING, "state": {}}
    return {**values, "language_chosen": False, "created_at": now(), "last_activity_at": now()}


def row(engine: Engine, handoff_id: int) -> Any:
    """The handoff as stored."""
    with engine.connect() as connection:
        return connection.execute(HANDOFF.select().where(HANDOFF.c.id == handoff_id)).one()


def kinds(engine: Engine, handoff_id: int) -> list[str]:
    """What happened to the handoff, in order."""
    with engine.connect() as connection:
        found = connection.execute(EVENT.select().where(EVENT.c.handoff_id == handoff_id).order_by(EVENT.c.id))
        return [event.kind for event in found]
