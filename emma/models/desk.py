"""What belongs to the desk beside conversations: notes, notices, canned responses, quality reviews."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Text

from emma.models.base import Base, Moment, now


class Note(Base):
    """An agent's private note on a conversation, redacted as any text; a record as any other row."""

    __tablename__ = "notes"

    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(String(36), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True)
    agent_id = Column(String(36), nullable=False)
    kind = Column(String(10), nullable=False, default="note")
    text = Column(Text, nullable=False)
    at = Column(Moment, nullable=False, default=now)


class Notice(Base):
    """A supervisor's notice such as an office closed today; audience is visitors, agents or everybody."""

    __tablename__ = "notices"

    id = Column(Integer, primary_key=True, autoincrement=True)
    audience = Column(String(10), nullable=False)
    text_en = Column(Text, nullable=False)
    text_es = Column(Text, nullable=False)
    made_by = Column(String(36), nullable=False)
    from_at = Column(Moment, nullable=False, default=now)
    until_at = Column(Moment, nullable=False)


class CannedResponse(Base):
    """A prepared text for agents, governed as an article: owner, source, review date, both languages."""

    __tablename__ = "canned_responses"

    slug = Column(String(64), primary_key=True)
    topic = Column(String(32), nullable=False)
    status = Column(String(10), nullable=False)
    title = Column(JSON, nullable=False)
    text = Column(JSON, nullable=False)
    sources = Column(JSON, nullable=False)
    owner = Column(String(64), nullable=False)
    reviewed_on = Column(Date, nullable=False)


class QualityReview(Base):
    """A supervisor's score card on one handoff, and the agent's reply."""

    __tablename__ = "quality_reviews"

    id = Column(Integer, primary_key=True, autoincrement=True)
    handoff_id = Column(Integer, ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False, index=True)
    agent_id = Column(String(36), nullable=False, index=True)
    reviewer_id = Column(String(36), nullable=False)
    scores = Column(JSON, nullable=False)
    comment = Column(Text, nullable=False, default="")
    reply = Column(Text)
    seen = Column(Boolean, nullable=False, default=False)
    at = Column(Moment, nullable=False, default=now)
