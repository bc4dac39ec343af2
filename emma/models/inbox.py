"""The trainers' inbox: masked messages that Emma did not understand or got wrong, and articles that need their owner."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Text

from emma.models.base import Base, Moment, now


class InboxItem(Base):
    """One thing for a trainer. `kind`: not_understood, low, close, unhelpful, corrected, expired_article, label.

    Nothing of a sensitive conversation ever gets here; items live as long as retention.toml says of `inbox`.
    """

    __tablename__ = "inbox_items"
    __table_args__ = (Index("ix_inbox_items_open", "state", "kind", "created_at"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    kind = Column(String(16), nullable=False)
    state = Column(String(10), nullable=False, default="open")
    conversation_id = Column(String(36), ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    seq = Column(Integer)
    text = Column(Text, nullable=False)
    language = Column(String(2), nullable=False)
    predicted = Column(String(80))
    second = Column(String(80))
    confidence = Column(Float)
    right_answer = Column(Text)
    article = Column(String(64))
    made_by = Column(String(36), nullable=False, default="assistant")
    decided_by = Column(String(36))
    decision = Column(String(80))
    decided_at = Column(Moment)
    created_at = Column(Moment, nullable=False, default=now)
