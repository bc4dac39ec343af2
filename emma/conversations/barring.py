"""An hour without agents after abuse: on the conversation's row of limits, which lives an hour and leads nowhere.

The assistant, the numbers in an emergency and the telephone stay open to everybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from emma.assistant.replies import Reply, TurnResult
from emma.knowledge.phrases import Phrases
from emma.models import RateLimit
from emma.models.base import now
from emma.words import Outcome

LIMIT = RateLimit.__table__
LASTS = timedelta(hours=1)
WISHES = ("offer", "queue", "accept")


def bar(connection: Connection, key: str, since: datetime | None = None) -> None:
    """No agent comes to the holder of this key within an hour from `since` (now)."""
    values = {"tokens": 0, "updated_at": since or now()}
    known = update(LIMIT).where(LIMIT.c.key == key).values(**values)
    if not connection.execute(known).rowcount:
        try:
            with connection.begin_nested():
                connection.execute(insert(LIMIT).values(key=key, **values))
        except IntegrityError:  # another request was first
            connection.execute(known)


def barred_since(connection: Connection, key: str, moment: datetime | None = None) -> datetime | None:
    """Since when the holder of this key is barred, if still."""
    row = connection.execute(select(LIMIT.c.updated_at).where(LIMIT.c.key == key)).first()
    return row.updated_at if row is not None and row.updated_at > (moment or now()) - LASTS else None


def is_barred(connection: Connection, conversation_id: str) -> bool:
    """Whether no agent comes into this conversation now."""
    return barred_since(connection, key_of(conversation_id)) is not None


def unless_barred(connection: Connection, phrases: Phrases, conversation: Any, result: TurnResult) -> TurnResult:
    """The turn as it is, or without agents: one reply that says why, and what stays open."""
    wished = [effect for effect in result.effects if effect.kind in WISHES]
    if not wished or not is_barred(connection, conversation.id):
        return result
    reply = Reply(phrases.text("utter_barred", result.language), Outcome.DECLINED, "human")
    others = tuple(effect for effect in result.effects if effect not in wished)
    urgent = tuple(one for one in result.replies if one.outcome is Outcome.EMERGENCY)
    return replace(result, replies=(*urgent, reply), effects=others)


def key_of(conversation_id: str) -> str:
    """The row's key."""
    return hashlib.sha256(b"barred:" + conversation_id.encode()).hexdigest()
