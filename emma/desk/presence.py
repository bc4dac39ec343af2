"""Where an agent is, as the own screen says and as colleagues see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.desk.context import Desk
from emma.errors import Conflict
from emma.handoffs import presence
from emma.handoffs.rows import HANDOFF, PRESENCE
from emma.models.base import now
from emma.words import HandoffState, PresenceState


def set_presence(desk: Desk, person: Person, state: PresenceState, *, no_more: bool = False) -> dict[str, Any]:
    """Say where one is. Raises Conflict for `away` and `training` while conversations are held; nothing changes then."""
    with desk.engine.begin() as connection:
        presence.hold_presence(connection, person.id)
        if state in (PresenceState.AWAY, PresenceState.TRAINING) and _active(connection, person.id):
            raise Conflict("End your conversations or pass them on first.")
        presence.set_presence(connection, person.id, state, no_more=no_more)
        audit.record(connection, person.id, "presence.set", subject=person.id, purpose=state.value)
        return whereabouts(connection, desk, person)


def beat(desk: Desk, person: Person) -> dict[str, Any]:
    """A sign of life of the open screen."""
    with desk.engine.begin() as connection:
        presence.heartbeat(connection, person.id)
        return whereabouts(connection, desk, person)


def whereabouts(connection: Connection, desk: Desk, person: Person, moment: datetime | None = None) -> dict[str, Any]:
    """The own presence: `away` for a screen that was silent for too long or never came."""
    there = presence.find_present(connection, desk.rules, person.id, moment or now())
    if there is None:
        return {
            "state": PresenceState.AWAY.value, "no_more": False, "since": None, "until": None,
            "active": _active(connection, person.id), "capacity": person.capacity,
        }  # fmt: skip
    until = connection.execute(select(PRESENCE.c.until).where(PRESENCE.c.agent_id == person.id)).scalar()
    wrapping = there.state is PresenceState.WRAP_UP and until is not None
    return {
        "state": there.state.value,
        "no_more": there.no_more,
        "since": there.since.isoformat(),
        "until": until.isoformat() if wrapping else None,
        "active": there.active,
        "capacity": there.capacity,
    }


def colleagues(desk: Desk) -> list[dict[str, Any]]:
    """Everybody who is there now, by name."""
    with desk.engine.connect().execution_options(read_only=True) as connection:
        found = presence.present(connection, desk.rules)
    return [
        {
            "id": one.id,
            "name": one.name,
            "tiers": list(one.tiers),
            "languages": list(one.languages),
            "state": one.state.value,
            "active": one.active,
            "capacity": one.capacity,
            "takes_new": one.takes_new,
        }
        for one in found
    ]


def _active(connection: Connection, agent_id: str) -> int:
    held = select(HANDOFF.c.id).where(HANDOFF.c.agent_id == agent_id, HANDOFF.c.state == HandoffState.ACTIVE)
    return len(connection.execute(held).all())
