"""Handoffs: the row is now, the events are history."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Text, false

from emma.models.base import Base, Moment, now


class Handoff(Base):
    """One handoff of one conversation; its lane is tier × language.

    `promised_wait` is the estimate in minutes the visitor was told on joining; `waiting_since` survives a release and
    a transfer, so that nobody is overtaken; `claimed_at` is the first claim. `wanted_agent` is set by a transfer to one
    agent. `warned_at` is the warning that stands: an empty lane while waiting, silence while active.
    """

    __tablename__ = "handoffs"
    __table_args__ = (
        Index("ix_handoffs_lane", "state", "tier", "language", "safety", "waiting_since"),
        Index("ix_handoffs_claims", "tier", "language", "claimed_at"),
    )

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
    handling = Column(String(16), nullable=False, default="standard", server_default="standard")
    practice = Column(Boolean, nullable=False, default=False, server_default=false())
    agent_id = Column(String(36), index=True)
    wanted_agent = Column(String(36))
    comment = Column(Text, nullable=False, default="", server_default="")
    promised_wait = Column(Integer)
    created_at = Column(Moment, nullable=False, default=now)
    waiting_since = Column(Moment)
    claimed_at = Column(Moment)
    visitor_seen_at = Column(Moment)
    visitor_word_at = Column(Moment)
    agent_word_at = Column(Moment)
    warned_at = Column(Moment)
    end_reason = Column(String(24))
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
    agent_id = Column(String(36))
    detail = Column(String(200), nullable=False, default="", server_default="")
    at = Column(Moment, nullable=False, default=now)
