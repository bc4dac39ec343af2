"""What the visitor does with a conversation besides writing: leave the line, end, erase, rate, take the transcript."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma import retention
from emma.conversations.messages import MESSAGE, after
from emma.conversations.opening import CONVERSATION, Held
from emma.errors import NotFound
from emma.handoffs import queue
from emma.models.base import now
from emma.retention import Erasure
from emma.words import Sender, Status


def leave_queue(engine: Engine, held: Held) -> bool:
    """Give up the place in the line; the assistant has the conversation again. False when nobody waited."""
    with engine.begin() as connection:
        left = queue.leave(connection, held.id)
        if left:
            connection.execute(
                update(CONVERSATION)
                .where(CONVERSATION.c.id == held.id, CONVERSATION.c.status == Status.WAITING)
                .values(status=Status.WITH_ASSISTANT, version=CONVERSATION.c.version + 1)
            )
    return left


def end(engine: Engine, held: Held) -> None:
    """End the conversation; an open handoff is left."""
    with engine.begin() as connection:
        queue.leave(connection, held.id)
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
            queue.leave(connection, held.id)
    return done


def rate(engine: Engine, held: Held, seq: int, helpful: bool, comment: str | None = None) -> None:
    """Keep whether a reply of the assistant helped, and the redacted `comment`. Raises NotFound for another message."""
    with engine.begin() as connection:
        changed = connection.execute(
            update(MESSAGE)
            .where(MESSAGE.c.conversation_id == held.id, MESSAGE.c.seq == seq, MESSAGE.c.sender == Sender.ASSISTANT)
            .values(helpful=helpful, comment=comment)
        ).rowcount
    if not changed:
        raise NotFound


def seen(engine: Engine, held: Held) -> None:
    """The visitor's client is still there."""
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == held.id).values(last_activity_at=now()))


def transcript(engine: Engine, held: Held) -> list[dict[str, Any]]:
    """All messages as stored, in order."""
    found: list[dict[str, Any]] = []
    while page := after(engine, held.id, found[-1]["seq"] if found else 0):
        found += page
    return found
