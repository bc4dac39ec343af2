"""Conversations of each class, and what is left of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Engine

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import Held, start
from emma.handoffs import queue
from emma.models import Base
from emma.models.base import now
from emma.retention.policy import RecordClass
from emma.retention.removing import DISPOSITION
from emma.words import HandoffState, Reason
from tests.agents import claimed, move

SAID = "my very own words"
CONTENT = ("conversations", "messages", "handoffs", "handoff_events", "secure_forms")


def held(engine: Engine) -> Held:
    """A new conversation in which something was said."""
    started = start(engine, None)
    with engine.begin() as connection:
        row = {"conversation_id": started.id, "seq": 1, "sender": "visitor", "language": "en", "text": SAID}
        connection.execute(insert(MESSAGE).values(**row))
    return Held(started.id, started.language, started.status)


def one_of_each(engine: Engine) -> dict[RecordClass, Held]:
    """A conversation of each class; all have a handoff with its events, the protected one an agent too."""
    kinds = {name: held(engine) for name in (RecordClass.ASSISTANT_ONLY, RecordClass.WITH_AGENT, RecordClass.SENSITIVE)}
    with engine.begin() as connection:
        offer = queue.Request(Reason.REQUESTED, "human", "1", "en", SAID)
        queue.offer(connection, kinds[RecordClass.ASSISTANT_ONLY].id, offer, 1)
    move(engine, claimed(engine, kinds[RecordClass.WITH_AGENT].id), HandoffState.ABANDONED)
    move(engine, claimed(engine, kinds[RecordClass.SENSITIVE].id, reason=Reason.SENSITIVE), HandoffState.RESOLVED)
    return kinds


def counts(engine: Engine) -> dict[str, int]:
    """Rows of every table that holds something of a conversation."""
    tables = Base.metadata.tables
    with engine.connect() as connection:
        return {n: connection.execute(select(func.count()).select_from(tables[n])).scalar_one() for n in CONTENT}


def dispositions(engine: Engine) -> list[tuple[str, int, str]]:
    """The log: class, how many, why."""
    with engine.connect() as connection:
        rows = connection.execute(select(DISPOSITION).order_by(DISPOSITION.c.id)).all()
    assert all(row.authority for row in rows)
    return [(row.record_class, row.records, row.cause) for row in rows]


def in_days(days: float) -> datetime:
    """A moment so many days from now, a minute over."""
    return now() + timedelta(days=days, minutes=1)
