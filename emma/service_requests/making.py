"""Making a request: too slow, somebody else's, or a row with its reference and due date. Text is redacted already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from emma.errors import BadJourney, Invalid, RequestExists
from emma.models import Conversation, Handoff
from emma.models.base import now
from emma.service_requests.due import Due, day_of, due
from emma.service_requests.kinds import Kind, kind_named
from emma.service_requests.references import new_reference
from emma.service_requests.routing import Contact, Destination, Where, destination
from emma.service_requests.rows import OPEN_STATES, REQUEST, record
from emma.words import TOPICS, Reason, RequestState

CONVERSATION = Conversation.__table__
HANDOFF = Handoff.__table__
EASTERN = "America/New_York"
FARTHEST = timedelta(days=5 * 366)
PROTECTED_TIER = "2"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `wanted` is redacted; `made_by` is `visitor` or an agent's id."""

    kind: str
    where: str
    place: str
    wanted: str
    language: str
    made_by: str
    topic: str | None = None
    journey: date | None = None
    time_zone: str = EASTERN
    conversation_id: str | None = None
    handoff_id: int | None = None
    sensitive: bool = False


@dataclass(frozen=True)
class Made:
    """A request that waits for its office."""

    reference: str
    kind: Kind
    due: Due
    sensitive: bool


@dataclass(frozen=True)
class Elsewhere:
    """No request: the case is with somebody else, whose contact is given. `outcome` is referred or redirected."""

    outcome: str
    contact: Contact


@dataclass(frozen=True)
class TooSlow:
    """No request: no answer comes before the journey. `quicker` holds slugs of articles, best first."""

    kind: Kind
    quicker: tuple[str, ...]


def make(
    connection: Connection, wish: Wish, key_hash: str = "", moment: datetime | None = None
) -> Made | Elsewhere | TooSlow:
    """Make the request, or say why there is none. What lies abroad is kept as `referred`, without the visitor's words.

    Raises UnknownKind, UnknownPlace, BadJourney, Invalid (time zone, topic) or RequestExists.
    """
    moment = moment or now()
    kind = kind_named(connection, wish.kind)
    _check(wish, moment)
    if _is_too_slow(kind, wish.journey, moment):
        return TooSlow(kind, kind.quicker)
    goes_to = destination(connection, wish.where, wish.place)
    if goes_to.contact is not None:
        if goes_to.where is Where.ABROAD:
            _insert(connection, wish, kind, goes_to, Due(), False, RequestState.REFERRED, "", moment)
            return Elsewhere("referred", goes_to.contact)
        return Elsewhere("redirected", goes_to.contact)
    _check_is_first(connection, wish)
    protected = is_protected(connection, wish) or goes_to.protected
    answer_by = due(kind.due_rule, moment)
    reference = _insert(connection, wish, kind, goes_to, answer_by, protected, RequestState.OPEN, key_hash, moment)
    return Made(reference, kind, answer_by, protected)


def is_protected(connection: Connection, wish: Wish) -> bool:
    """Whether what is known of the conversation, or of where the case is, makes this a protected matter."""
    if wish.sensitive or wish.where == Where.ASYLUM_OFFICE:
        return True
    mine = select(CONVERSATION.c.sensitive).where(CONVERSATION.c.id == wish.conversation_id)
    reasons = select(HANDOFF.c.id).where(
        HANDOFF.c.conversation_id == wish.conversation_id, HANDOFF.c.reason == Reason.SENSITIVE
    )
    return bool(connection.execute(mine).scalar()) or connection.execute(reasons.limit(1)).first() is not None


def _check(wish: Wish, moment: datetime) -> None:
    if wish.time_zone not in available_timezones():
        raise Invalid("There is no such time zone.")
    if wish.topic is not None and wish.topic not in TOPICS:
        raise Invalid("There is no such topic.")
    today = day_of(moment)
    if wish.journey is not None and not today <= wish.journey <= today + FARTHEST:
        raise BadJourney


def _is_too_slow(kind: Kind, journey: date | None, moment: datetime) -> bool:
    if journey is None or kind.too_slow_days is None:
        return False
    return journey - day_of(moment) <= timedelta(days=kind.too_slow_days)


def _check_is_first(connection: Connection, wish: Wish) -> None:
    """A form that is sent twice makes one request."""
    if wish.conversation_id is None:
        return
    same = (REQUEST.c.conversation_id == wish.conversation_id, REQUEST.c.kind == wish.kind)
    query = select(REQUEST.c.reference).where(*same, REQUEST.c.state.in_(OPEN_STATES)).limit(1)
    if connection.execute(query).first() is not None:
        raise RequestExists


def _insert(
    connection: Connection,
    wish: Wish,
    kind: Kind,
    goes_to: Destination,
    answer_by: Due,
    protected: bool,
    state: RequestState,
    key_hash: str,
    moment: datetime,
) -> str:
    reference = _free_reference(connection)
    referred = state is RequestState.REFERRED
    values: dict[str, Any] = {
        "reference": reference,
        "kind": kind.name,
        "state": state,
        "topic": wish.topic or kind.topic,
        "tier": PROTECTED_TIER if protected else kind.tier,
        "language": wish.language,
        "sensitive": protected,
        "conversation_id": wish.conversation_id,
        "handoff_id": wish.handoff_id,
        "where_kind": goes_to.where.value,
        "where_name": goes_to.name,
        "wanted": "" if referred else wish.wanted,
        "made_by": wish.made_by,
        "time_zone": wish.time_zone,
        "key_hash": key_hash,
        "due_on": answer_by.on,
        "due_at": answer_by.at,
        "created_at": moment,
        "closed_at": moment if referred else None,
        "last_activity_at": moment,
    }
    connection.execute(insert(REQUEST).values(**values))
    step = "referred" if referred else "made"
    record(connection, reference, step, wish.made_by, from_state=None, to_state=state, moment=moment)
    return reference


def _free_reference(connection: Connection) -> str:
    while True:
        reference = new_reference()
        taken = connection.execute(select(REQUEST.c.reference).where(REQUEST.c.reference == reference)).first()
        if taken is None:
            return reference
