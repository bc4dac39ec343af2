"""The marks both sides see in a conversation: who joined, who left, who passes it on, when the assistant is back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.conversations.opening import CONVERSATION
from emma.conversations.posting import post
from emma.desk.context import Desk
from emma.words import Sender


def mark(connection: Connection, desk: Desk, row: Any, kind: str, phrase: str, **variables: str) -> Any:
    """Put a mark of the system into the conversation of handoff `row`, in the visitor's language. Gives its row."""
    language = language_of(connection, row.conversation_id)
    text = desk.phrases.text(phrase, language, **variables)
    return post(connection, row.conversation_id, Sender.SYSTEM, text, kind=kind)


def tier_name(desk: Desk, tier: str, language: str) -> str:
    """A tier as a visitor reads it."""
    return desk.phrases.text(f"utter_tier_{tier}", language)


def language_of(connection: Connection, conversation_id: str) -> str:
    """The language the conversation is in now; the lane keeps the one it was joined in."""
    query = select(CONVERSATION.c.language).where(CONVERSATION.c.id == conversation_id)
    return str(connection.execute(query).scalar() or "en")
