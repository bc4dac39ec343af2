"""Opening conversations, and the only way to hold one: with its token."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from emma.errors import Forbidden, NotFound
from emma.handoffs.queue import speak
from emma.models import Conversation
from emma.models.base import now
from emma.words import LANGUAGES, Status

CONVERSATION = Conversation.__table__


@dataclass(frozen=True)
class Held:
    """A conversation whose holder showed the token. There is no other way to get one."""

    id: str
    language: str
    status: str


@dataclass(frozen=True)
class Started:
    """A new conversation; the token is told once and only its hash is kept."""

    id: str
    token: str
    language: str
    status: str


def start(engine: Engine, language: str | None, guess: str = "en") -> Started:
    """Open a conversation. A language that was not chosen is `guess` until the visitor writes."""
    conversation_id, token = str(uuid.uuid4()), secrets.token_urlsafe(32)
    chosen = language in LANGUAGES
    spoken = language if chosen and language else guess
    with engine.begin() as connection:
        connection.execute(insert(CONVERSATION).values(**_fresh(conversation_id, _hash(token), spoken, chosen)))
    return Started(conversation_id, token, spoken, Status.WITH_ASSISTANT)


def hold(engine: Engine, conversation_id: str, token: str) -> Held:
    """The conversation, for whoever shows its token. Raises NotFound or Forbidden."""
    if not conversation_id.isprintable():  # PostgreSQL refuses a NUL even in a question
        raise NotFound
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)).first()
    if row is None:
        raise NotFound
    if not hmac.compare_digest(row.token_hash, _hash(token)):
        raise Forbidden
    return Held(row.id, row.language, row.status)


def of_sender(engine: Engine, secret: str, sender: str, language: str | None) -> Held:
    """The conversation of a REST client's sender, made at the first message; the sender is kept as a keyed hash."""
    key = hmac.new(secret.encode(), b"sender:" + sender.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    query = select(CONVERSATION).where(CONVERSATION.c.sender_hash == key)
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(query).first()
    if row is None:
        chosen = language in LANGUAGES
        values = _fresh(str(uuid.uuid4()), _hash(secrets.token_urlsafe(32)), language if chosen else "en", chosen)
        try:
            with engine.begin() as connection:
                connection.execute(insert(CONVERSATION).values(sender_hash=key, **values))
        except IntegrityError:
            pass  # another request of the same sender was first
        with engine.connect().execution_options(read_only=True) as connection:
            row = connection.execute(query).one()
    elif language in LANGUAGES and language != row.language:
        set_language(engine, row.id, str(language))
    return Held(row.id, row.language, row.status)


def set_language(engine: Engine, conversation_id: str, language: str) -> None:
    """The visitor chose a language: it stays until a clear sign of the other."""
    with engine.begin() as connection:
        connection.execute(
            update(CONVERSATION)
            .where(CONVERSATION.c.id == conversation_id)
            .values(language=language, language_chosen=True, version=CONVERSATION.c.version + 1)
        )
        speak(connection, conversation_id, language)


def lock(connection: Connection, conversation_id: str) -> Any:
    """The row, locked for this transaction (SQLite locks the database at BEGIN). Raises NotFound once it was erased."""
    query = select(CONVERSATION).where(CONVERSATION.c.id == conversation_id).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise NotFound
    return row


def _fresh(conversation_id: str, token_hash: str, language: str | None, chosen: bool) -> dict[str, Any]:
    return {
        "id": conversation_id,
        "token_hash": token_hash,
        "language": language,
        "language_chosen": chosen,
        "status": Status.WITH_ASSISTANT,
        "state": {},
        "created_at": now(),
        "last_activity_at": now(),
    }


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
