"""Practice: an agent in training meets prepared visitors. A line comes after each answer; the end shows what was done.

Nothing keeps count: the next line follows from the visitor's messages so far, and each line has a client id of its own,
so that two processes that look at once put it in once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held, start
from emma.conversations.posting import give_to, post
from emma.conversations.receiving import Conversations
from emma.desk.abuse import WARNING
from emma.desk.attention import VISITOR
from emma.desk.context import Desk
from emma.desk.practice_scripts import Script, shipped_scripts
from emma.desk.presence import set_presence
from emma.errors import AtCapacity, Conflict, NotFound
from emma.handoffs import practising
from emma.handoffs.presence import find_present
from emma.handoffs.queue import Request, wanted
from emma.handoffs.rows import HANDOFF, OPEN, lock_conversation
from emma.knowledge import articles
from emma.models.base import now
from emma.vault.following import shown_to_visitor
from emma.words import LANGUAGES, HandoffState, PresenceState, Sender, Status

PAUSE = timedelta(seconds=4)  # a person reads and types
PATIENCE = timedelta(minutes=30)
LANE = "1"


def begin(desk: Desk, person: Person, key: str, language: str) -> int:
    """A prepared visitor waits for this person, who is in training from now on. Gives the handoff's id.

    Raises NotFound for no such script or a language not spoken, Conflict while visitors are held or when this visitor
    is there already, AtCapacity.
    """
    script = shipped_scripts().get(key)
    if script is None or language not in person.languages or language not in LANGUAGES:
        raise NotFound
    with desk.engine.connect().execution_options(read_only=True) as connection:
        there = find_present(connection, desk.rules, person.id, now())
        mine = _open_of(connection, person)
    if any(row.packet.get(practising.SCRIPT) == key for row in mine):
        raise Conflict("This prepared visitor is there already.")
    if len(mine) >= person.capacity:
        raise AtCapacity
    if there is None or there.state is not PresenceState.TRAINING:
        set_presence(desk, person, PresenceState.TRAINING)
    conversation = start(desk.engine, language)
    with desk.engine.begin() as connection:
        _talk_before(connection, desk, conversation.id, script, language)
        line = wanted(script.wanted[language])
        request = Request(script.reason, script.topic, LANE, language, line, script.shown)
        handoff_id = practising.begin(connection, conversation.id, request, person.id, key)
        give_to(connection, conversation.id, Status.WAITING)
        subject = {"conversation_id": conversation.id, "subject": str(handoff_id)}
        audit.record(connection, person.id, "practice.begun", **subject, purpose=key)
    return handoff_id


def step(desk: Desk, conversations: Conversations, moment: datetime | None = None) -> list[str]:
    """Let every prepared visitor do what is due. Gives the conversations in which something happened."""
    moment = moment or now()
    with desk.engine.connect().execution_options(read_only=True) as connection:
        rows = practising.held(connection)
    done = [row.conversation_id for row in rows if _act(desk, conversations, row, moment)]
    return [*done, *_tidy(desk, moment)]


def _act(desk: Desk, conversations: Conversations, row: Any, moment: datetime) -> bool:
    script = shipped_scripts().get(row.packet.get(practising.SCRIPT, ""))
    if script is None:
        return False
    if _fill_in(desk, row, script, moment):
        return True
    with desk.engine.connect().execution_options(read_only=True) as connection:
        due = _due(connection, row, script)
    if due is None:
        return False
    if due.since > moment - PAUSE:
        desk.attention.types(row.conversation_id, VISITOR)
        return False
    desk.attention.stops(row.conversation_id, VISITOR)
    held = Held(row.conversation_id, due.language, Status.WITH_AGENT)
    conversations.receive(held, f"line-{due.number}", text=script.lines[due.number][due.language])
    return True


@dataclass(frozen=True)
class _Due:
    number: int
    language: str
    since: datetime


def _due(connection: Connection, row: Any, script: Script) -> _Due | None:
    """The next line, once the agent (or a warning) had the last word; None while the visitor has it or is through."""
    mine = MESSAGE.c.conversation_id == row.conversation_id
    speakers = or_(
        MESSAGE.c.sender.in_((Sender.VISITOR, Sender.AGENT)),
        and_(MESSAGE.c.sender == Sender.SYSTEM, MESSAGE.c.kind == WARNING),
    )
    said = connection.execute(
        select(MESSAGE.c.sender, MESSAGE.c.sent_at, MESSAGE.c.language).where(mine, speakers).order_by(MESSAGE.c.seq)
    ).all()
    number = sum(one.sender == Sender.VISITOR for one in said) - len(script.before)
    if not said or said[-1].sender == Sender.VISITOR or not 0 <= number < len(script.lines):
        return None
    return _Due(number, row.language, said[-1].sent_at)


def _fill_in(desk: Desk, row: Any, script: Script, moment: datetime) -> bool:
    """Fill in the secure forms the agent opened, with what the script says; others stay open."""
    with desk.engine.begin() as connection:
        lock_conversation(connection, row.conversation_id)
        waiting = shown_to_visitor(connection, desk.vault, row.conversation_id, row.language)
        known = [one for one in waiting if one["kind"] in script.forms]
        for form in known:
            desk.vault.submit(connection, row.conversation_id, form["id"], script.forms[form["kind"]])
    return bool(known)


def _tidy(desk: Desk, moment: datetime) -> list[str]:
    """End the conversations of practice that is over, or that nobody took."""
    over = (HANDOFF.c.practice.is_(True), HANDOFF.c.state.not_in(OPEN), CONVERSATION.c.status != Status.ENDED)
    query = select(CONVERSATION.c.id).join(HANDOFF, HANDOFF.c.conversation_id == CONVERSATION.c.id).where(*over)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        stale = connection.execute(
            select(HANDOFF.c.id).where(
                HANDOFF.c.practice.is_(True),
                HANDOFF.c.state == HandoffState.WAITING,
                HANDOFF.c.waiting_since < moment - PATIENCE,
            )
        ).first()
        ended = list(connection.execute(query).scalars())
    if stale is None and not ended:
        return []
    with desk.engine.begin() as connection:
        ended += practising.expire(connection, PATIENCE, moment)
        for conversation_id in ended:
            give_to(connection, conversation_id, Status.ENDED)
    return ended


def _talk_before(connection: Connection, desk: Desk, conversation_id: str, script: Script, language: str) -> None:
    for one in script.before:
        post(connection, conversation_id, Sender.VISITOR, one.visitor[language])
        shown = articles.show(connection, one.emma, language)
        if shown is not None and not shown.choices:
            post(
                connection, conversation_id, Sender.ASSISTANT, shown.text,
                sources=shown.sources, topic=shown.topic, article=shown.slug,
            )  # fmt: skip


def _open_of(connection: Connection, person: Person) -> list[Any]:
    mine = or_(HANDOFF.c.agent_id == person.id, HANDOFF.c.wanted_agent == person.id)
    query = select(HANDOFF).where(HANDOFF.c.practice.is_(True), HANDOFF.c.state.in_(OPEN), mine)
    return list(connection.execute(query))
