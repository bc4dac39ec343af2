"""Handoffs: the row is now, the events are history."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String

from emma.models.base import Base, Moment, now


class Handoff(Base):
    """One handoff of one conversation; its lane is tier × language."""

    __tablename__ = "handoffs"
    __table_args__ = (Index("ix_handoffs_lane", "state", "tier", "language", "safety", "waiting_since"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(String(36), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True)
    state = Column(String(16), nullable=False)
    reason = Column(String(16), nullable=False)
    topic = Column(String(32), nullable=False)
    tier = Column(String(10), nullable=False)
    language = Column(String(2), nullable=False)
    safety = Column(Boolean, nullable=False, default=False)
    offered_turn = Column(Integer, nullable=False, default=0)
    packet = Column(JSON, nullable=False, default=dict)
    created_at = Column(Moment, nullable=False, default=now)
    waiting_since = Column(Moment)
    ended_at = Column(Moment)


class HandoffEvent(Base):
    """One transition of a handoff, such as offered -> waiting."""

    __tablename__ = "handoff_events"

    id = Column(Integer, primary_key=True, autoincrement=True)
    handoff_id = Column(Integer, ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(String(16), nullable=False)
    from_state = Column(String(16))
    to_state = Column(String(16), nullable=False)
    actor = Column(String(16), nullable=False)
    at = Column(Moment, nullable=False, default=now)
