"""What the visitor does with a conversation besides writing: leave the line, end, erase, rate, take the transcript."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from emma import retention
from emma.conversations.messages import MESSAGE, after
from emma.conversations.opening import CONVERSATION, Held
from emma.errors import Invalid, NotFound
from emma.handoffs import queue
from emma.handoffs.ending import end_by_visitor
from emma.handoffs.rows import lock_conversation
from emma.handoffs.signs import visitor_seen
from emma.inbox import noticing
from emma.models.base import now
from emma.retention import Erasure
from emma.vault.forms import shipped_forms
from emma.vault.wiping import wipe_ended
from emma.words import Sender, Status

BEST = 5


def leave_queue(engine: Engine, held: Held) -> bool:
    """Give up the place in the line; the assistant has the conversation again. False when nobody waited."""
    with engine.begin() as connection:
        lock_conversation(connection, held.id)
        left = queue.leave(connection, held.id)
        if left:
            connection.execute(
                update(CONVERSATION)
                .where(CONVERSATION.c.id == held.id, CONVERSATION.c.status == Status.WAITING)
                .values(status=Status.WITH_ASSISTANT, version=CONVERSATION.c.version + 1)
            )
    return left


def end(engine: Engine, held: Held) -> None:
    """End the conversation; an open handoff ends with it."""
    with engine.begin() as connection:
        _end_handoff(connection, held.id)
        connection.execute(
            update(CONVERSATION)
            .where(CONVERSATION.c.id == held.id)
            .values(status=Status.ENDED, version=CONVERSATION.c.version + 1, last_activity_at=now())
        )


def erase(engine: Engine, held: Held) -> Erasure:
    """The visitor's wish to erase: every row gone at once, hidden, or refused, as retention.toml says of its class."""
    with engine.begin() as connection:
        done = retention.erase(connection, retention.policy(), held.id)
        if done.outcome == "hidden":
            _end_handoff(connection, held.id)
    return done


def _end_handoff(connection: Connection, conversation_id: str) -> None:
    """An open handoff ends with its conversation, and what was written into its forms goes at once."""
    ended = end_by_visitor(connection, conversation_id)
    if ended is not None:
        wipe_ended(connection, shipped_forms(), ended.id)


def rate(engine: Engine, held: Held, seq: int, helpful: bool, comment: str | None = None) -> None:
    """Keep whether a reply of the assistant helped, and the redacted `comment`. Raises NotFound for another message."""
    with engine.begin() as connection:
        changed = connection.execute(
            update(MESSAGE)
            .where(MESSAGE.c.conversation_id == held.id, MESSAGE.c.seq == seq, MESSAGE.c.sender == Sender.ASSISTANT)
            .values(helpful=helpful, comment=comment)
        ).rowcount
        if changed:
            noticing.rated(connection, held.id, seq, helpful)
    if not changed:
        raise NotFound


def rate_conversation(engine: Engine, held: Held, rating: int, comment: str | None = None) -> None:
    """Keep how the visitor rates the whole conversation, 1 to 5, and the redacted `comment`. Raises Invalid."""
    if not 1 <= rating <= BEST:
        raise Invalid(f"rating is a number from 1 to {BEST}.")
    with engine.begin() as connection:
        mine = CONVERSATION.c.id == held.id
        connection.execute(update(CONVERSATION).where(mine).values(rating=rating, rating_comment=comment))


def rating_of(connection: Connection, conversation_id: str) -> int | None:
    """The rating of the whole conversation, if the visitor gave one."""
    found = connection.execute(select(CONVERSATION.c.rating).where(CONVERSATION.c.id == conversation_id)).scalar()
    return int(found) if found is not None else None


def article_of(engine: Engine, held: Held, seq: int) -> str | None:
    """The article behind a reply of the assistant."""
    mine = (MESSAGE.c.conversation_id == held.id, MESSAGE.c.seq == seq, MESSAGE.c.sender == Sender.ASSISTANT)
    with engine.connect().execution_options(read_only=True) as connection:
        return connection.execute(select(MESSAGE.c.article).where(*mine)).scalar()


def seen(engine: Engine, held: Held) -> None:
    """The visitor's client is still there."""
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == held.id).values(last_activity_at=now()))
        visitor_seen(connection, held.id)


def transcript(engine: Engine, held: Held) -> list[dict[str, Any]]:
    """All messages as stored, in order."""
    found: list[dict[str, Any]] = []
    while page := after(engine, held.id, found[-1]["seq"] if found else 0):
        found += page
    return found
