"""Messages as they leave: the public shape of design §7, read by sequence."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from emma.assistant.replies import Choice
from emma.knowledge.markdown import to_html
from emma.models import Message
from emma.words import Reason, Sender

MESSAGE = Message.__table__
MOST = 200


def public(row: Any) -> dict[str, Any]:
    """One message for the visitor. Payloads of choices stay here; a protected matter is not marked."""
    return {
        "seq": row.seq,
        "sender": row.sender,
        "author": row.author,
        "kind": row.kind,
        "text": row.text,
        "html": to_html(row.text) if row.sender != Sender.VISITOR else None,
        "choices": [{"id": choice["id"], "title": choice["title"]} for choice in row.choices],
        "sources": row.sources,
        "outcome": row.outcome,
        "reason": Reason(row.reason).public if row.reason else None,
        "topic": row.topic,
        "article": row.article,
        "confidence": row.confidence,
        "helpful": row.helpful,
        "language": row.language,
        "masked": row.masked,
        "sent_at": row.sent_at.isoformat(),
    }


def after(engine: Engine, conversation_id: str, seq: int) -> list[dict[str, Any]]:
    """The messages after `seq`, oldest first, at most 200."""
    query = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq > seq)
    with engine.connect().execution_options(read_only=True) as connection:
        rows = connection.execute(query.order_by(MESSAGE.c.seq).limit(MOST)).all()
    return [public(row) for row in rows]


def by_client_id(connection: Connection, conversation_id: str, key: str) -> Any | None:
    """The message this client sent with the id of this key (`incoming.client_key`), if it was accepted before."""
    query = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.client_id == key)
    return connection.execute(query).first()


def replies_to(connection: Connection, conversation_id: str, seq: int) -> list[Any]:
    """The replies to the visitor's message `seq`."""
    query = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.reply_to == seq)
    return list(connection.execute(query.order_by(MESSAGE.c.seq)))


def offered_choice(connection: Connection, conversation_id: str, choice_id: str, window: int) -> dict[str, Any] | None:
    """The stored choice with this id, while it is among the last `window` messages with choices."""
    query = (
        select(MESSAGE.c.choices)
        .where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.sender == Sender.ASSISTANT)
        .order_by(MESSAGE.c.seq.desc())
        .limit(window)
    )
    for (choices,) in connection.execute(query):
        for choice in choices:
            if choice["id"] == choice_id:
                return dict(choice)
    return None


def stored_choices(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    """Choices with ids of their own; the payload is looked up by the id and never sent."""
    return [{"id": secrets.token_urlsafe(6), "title": c.title, "payload": c.payload} for c in choices]
