"""What others than the visitor and the assistant put into a conversation: an agent's words, the system's marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from emma.assistant.replies import Choice
from emma.conversations.messages import MESSAGE, stored_choices
from emma.conversations.opening import CONVERSATION, lock
from emma.models.base import now
from emma.words import Sender, Status


def post(
    connection: Connection,
    conversation_id: str,
    sender: Sender,
    text: str,
    *,
    author: str | None = None,
    kind: str | None = None,
    key: str | None = None,
    masked: Sequence[str] = (),
    sources: Sequence[dict[str, str]] = (),
    topic: str | None = None,
    article: str | None = None,
    choices: tuple[Choice, ...] = (),
) -> Any:
    """Add a message and give its row. `text` is redacted already; `kind` names a mark; `key` is a client's, hashed.

    Raises NotFound once the conversation was erased.
    """
    row = lock(connection, conversation_id)
    seq, moment = int(row.last_seq) + 1, now()
    values = {
        "conversation_id": conversation_id,
        "seq": seq,
        "sender": sender,
        "client_id": key,
        "author": author,
        "kind": kind,
        "text": text,
        "choices": stored_choices(choices),
        "sources": [dict(source) for source in sources],
        "topic": topic,
        "article": article,
        "language": row.language,
        "masked": list(masked),
        "answered": True,
        "sent_at": moment,
    }
    connection.execute(insert(MESSAGE).values(**values))
    connection.execute(
        update(CONVERSATION).where(CONVERSATION.c.id == conversation_id).values(last_seq=seq, last_activity_at=moment)
    )
    mine = (MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq == seq)
    return connection.execute(select(MESSAGE).where(*mine)).one()


def give_to(connection: Connection, conversation_id: str, status: Status) -> None:
    """Who owns the conversation from now on; a turn of the assistant that runs meanwhile is run again on this."""
    connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation_id, CONVERSATION.c.status != Status.ENDED)
        .values(status=status, version=CONVERSATION.c.version + 1, last_activity_at=now())
    )
