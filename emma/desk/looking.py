"""What the desk lists: who waits, what is mine, everything (supervisors), what was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.engine import Connection

from emma.accounts import directory
from emma.accounts.people import Person
from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION
from emma.desk.context import Desk
from emma.desk.forms import forms_of
from emma.errors import NotPermitted
from emma.handoffs import claiming, packet
from emma.handoffs.rows import EVENT, HANDOFF, PRESENCE
from emma.models.base import now
from emma.words import HandoffState, PresenceState, Sender

MOST = 200
PAGE = 50
STARTS = ("claimed", "assigned", "taken_over")
QUEUE_SHOWS = tuple(
    HANDOFF.c[name]
    for name in ("id", "topic", "language", "tier", "safety", "wanted_agent", "waiting_since", "claimed_at", "practice")
)
CLOSED = tuple(state for state in HandoffState if state not in (HandoffState.OFFERED, HandoffState.WAITING))


def waiting(connection: Connection, desk: Desk, person: Person, moment: datetime | None = None) -> list[dict[str, Any]]:
    """Who waits in this person's lanes, in order: topic, language, tier, wait and the mark of danger only."""
    moment = moment or now()
    where = select(PRESENCE.c.state).where(PRESENCE.c.agent_id == person.id)
    training = connection.execute(where).scalar() == PresenceState.TRAINING
    query = claiming.waiting_for(person).where(HANDOFF.c.practice.is_(training)).order_by(*claiming.ORDER).limit(MOST)
    return [_waiting(row, moment) for row in connection.execute(query.with_only_columns(*QUEUE_SHOWS))]


def mine(connection: Connection, desk: Desk, person: Person, moment: datetime | None = None) -> list[dict[str, Any]]:
    """What this person holds, the longest held first."""
    held = (HANDOFF.c.state == HandoffState.ACTIVE, HANDOFF.c.agent_id == person.id)
    return _held(connection, desk, person, held, moment or now())


def everybody(
    connection: Connection, desk: Desk, person: Person, moment: datetime | None = None
) -> list[dict[str, Any]]:
    """All that waits or is held, with its agent. Raises NotPermitted for who is no supervisor."""
    if not person.may_supervise:
        raise NotPermitted
    moment = moment or now()
    queue = select(HANDOFF).where(HANDOFF.c.state == HandoffState.WAITING).order_by(*claiming.ORDER).limit(MOST)
    waits = [
        {**_waiting(row, moment), "state": row.state, "agent": None, "practice": row.practice}
        for row in connection.execute(queue)
    ]
    return [*waits, *_held(connection, desk, person, (HANDOFF.c.state == HandoffState.ACTIVE,), moment)]


def history(connection: Connection, person: Person, words: str = "", before: int | None = None) -> list[dict[str, Any]]:
    """Handoffs this person had (a supervisor: all), the newest first, 50 at most, older than handoff `before`.

    `words` are looked for in what the visitor wanted and in the redacted messages.
    """
    query = select(HANDOFF).where(HANDOFF.c.state.in_(CLOSED), HANDOFF.c.practice.is_(False))
    if not person.may_supervise:
        query = query.where(_had(person))
    if before is not None:
        query = query.where(HANDOFF.c.id < before)
    for word in words.split()[:6]:
        query = query.where(_says(word))
    rows = connection.execute(query.order_by(HANDOFF.c.id.desc()).limit(PAGE)).all()
    names = directory.names(connection, [row.agent_id for row in rows if row.agent_id])
    return [
        {
            "id": row.id,
            "conversation_id": row.conversation_id,
            "topic": row.topic,
            "language": row.language,
            "tier": row.tier,
            "reason": row.reason,
            "state": row.state,
            "end_reason": row.end_reason,
            "agent": _agent(row.agent_id, names),
            "claimed_at": iso(row.claimed_at),
            "ended_at": iso(row.ended_at),
            "wanted": row.packet.get("wanted", ""),
        }
        for row in rows
    ]


def had(connection: Connection, person: Person, handoff_id: int) -> bool:
    """Whether this handoff was ever this person's."""
    query = select(HANDOFF.c.id).where(HANDOFF.c.id == handoff_id, _had(person))
    return connection.execute(query).first() is not None


def iso(moment: datetime | None) -> str | None:
    """A moment for JSON."""
    return moment.isoformat() if moment else None


def _held(
    connection: Connection, desk: Desk, person: Person, where: Iterable[Any], moment: datetime
) -> list[dict[str, Any]]:
    query = (
        select(HANDOFF, CONVERSATION.c.last_seq, CONVERSATION.c.language.label("spoken"))
        .join(CONVERSATION, CONVERSATION.c.id == HANDOFF.c.conversation_id)
        .where(*where)
    )
    rows = connection.execute(query.order_by(HANDOFF.c.claimed_at, HANDOFF.c.id).limit(MOST)).all()
    names = directory.names(connection, [row.agent_id for row in rows])
    return [
        {
            **_waiting(row, moment),
            "conversation_id": row.conversation_id,
            "state": row.state,
            "agent": _agent(row.agent_id, names),
            "last_seq": row.last_seq,
            "unread_after": _seen(connection, desk, row, person) if row.agent_id == person.id else row.last_seq,
            "claimed_at": iso(row.claimed_at),
            "visitor_word_at": iso(row.visitor_word_at),
            "agent_word_at": iso(row.agent_word_at),
            "warned_at": iso(row.warned_at),
            "visitor_here": row.visitor_seen_at is None or row.visitor_seen_at >= moment - desk.rules.gone,
            "practice": row.practice,
            "forms": forms_of(connection, desk, row.id, person, row.spoken) if row.agent_id == person.id else [],
        }
        for row in rows
    ]


def _seen(connection: Connection, desk: Desk, row: Any, person: Person) -> int:
    """The last message this agent has seen; after a restart the own last one counts."""
    seen = desk.attention.seen(row.id, person.id)
    if seen is not None:
        return seen
    query = select(MESSAGE.c.seq).where(
        MESSAGE.c.conversation_id == row.conversation_id, MESSAGE.c.sender.in_((Sender.AGENT, Sender.SYSTEM))
    )
    return int(connection.execute(query.order_by(MESSAGE.c.seq.desc()).limit(1)).scalar() or 0)


def _waiting(row: Any, moment: datetime) -> dict[str, Any]:
    return {**packet.before_claim(row, moment), "waiting_since": iso(row.waiting_since)}


def _agent(agent_id: str | None, names: dict[str, str]) -> dict[str, str] | None:
    return {"id": agent_id, "name": names.get(agent_id, "")} if agent_id else None


def _had(person: Person) -> Any:
    started = (EVENT.c.handoff_id == HANDOFF.c.id, EVENT.c.agent_id == person.id, EVENT.c.kind.in_(STARTS))
    return or_(HANDOFF.c.agent_id == person.id, exists(select(EVENT.c.id).where(*started).correlate(HANDOFF)))


def _says(word: str) -> Any:
    like = "%" + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    said = and_(MESSAGE.c.conversation_id == HANDOFF.c.conversation_id, MESSAGE.c.text.ilike(like, escape="!"))
    return or_(HANDOFF.c.topic.ilike(like, escape="!"), exists(select(MESSAGE.c.id).where(said).correlate(HANDOFF)))
