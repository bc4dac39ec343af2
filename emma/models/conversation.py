"""Conversations and their messages. Text in these rows is always redacted."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from emma.models.base import Base, Moment, now


class Conversation(Base):
    """One conversation; `version` orders its turns (compare and set), `last_seq` numbers its messages.

    While `held_since` is set nothing of it is purged or erased; since `hidden_at` only the agency sees it.
    """

    __tablename__ = "conversations"

    id = Column(String(36), primary_key=True)
    token_hash = Column(String(64), nullable=False)
    sender_hash = Column(String(64), unique=True)
    language = Column(String(2), nullable=False)
    language_chosen = Column(Boolean, nullable=False, default=False)
    status = Column(String(16), nullable=False)
    version = Column(Integer, nullable=False, default=0)
    last_seq = Column(Integer, nullable=False, default=0)
    turns = Column(Integer, nullable=False, default=0)
    sensitive = Column(Boolean, nullable=False, default=False)
    cue = Column(String(24))
    state = Column(JSON, nullable=False, default=dict)
    created_at = Column(Moment, nullable=False, default=now)
    last_activity_at = Column(Moment, nullable=False, default=now)
    held_since = Column(Moment)
    hidden_at = Column(Moment)
    rating = Column(Integer)
    rating_comment = Column(Text)


class Message(Base):
    """One message; a visitor's is `answered` once the turn that reads it is stored.

    `author` is the first name of an agent; `kind` tells marks of the system apart (joined, left, resumed, idle, …).
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq", name="uq_messages_seq"),
        UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
        Index("ix_messages_unanswered", "answered", "sent_at"),
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(String(36), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)
    seq = Column(Integer, nullable=False)
    sender = Column(String(10), nullable=False)
    client_id = Column(String(64))
    author = Column(String(60))
    kind = Column(String(16))
    reply_to = Column(Integer)
    text = Column(Text, nullable=False, default="")
    choice = Column(JSON)
    choices = Column(JSON, nullable=False, default=list)
    sources = Column(JSON, nullable=False, default=list)
    outcome = Column(String(16))
    reason = Column(String(16))
    topic = Column(String(32))
    article = Column(String(64))
    confidence = Column(Float)
    language = Column(String(2), nullable=False)
    masked = Column(JSON, nullable=False, default=list)
    helpful = Column(Boolean)
    comment = Column(Text)
    answered = Column(Boolean, nullable=False, default=True)
    sent_at = Column(Moment, nullable=False, default=now)
