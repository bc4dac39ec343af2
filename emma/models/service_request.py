"""Service requests: what outlives a chat. Text in these rows is redacted; how to reach the visitor is in the vault."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Text

from emma.models.base import Base, Moment, now


class ServiceRequest(Base):
    """One request; `key_hash` is the argon2 hash of the four-word key shown once. `state` is a word of RequestState."""

    __tablename__ = "service_requests"
    __table_args__ = (Index("ix_service_requests_worklist", "state", "tier", "language", "due_on"),)

    reference = Column(String(20), primary_key=True)
    kind = Column(String(40), nullable=False)
    state = Column(String(12), nullable=False)
    topic = Column(String(32), nullable=False)
    tier = Column(String(10), nullable=False)
    language = Column(String(2), nullable=False)
    sensitive = Column(Boolean, nullable=False, default=False)
    conversation_id = Column(String(36), ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    handoff_id = Column(Integer, ForeignKey("handoffs.id", ondelete="SET NULL"))
    where_kind = Column(String(16), nullable=False)
    where_name = Column(String(80), nullable=False, default="")
    wanted = Column(Text, nullable=False)
    answer = Column(JSON)
    made_by = Column(String(36), nullable=False)
    agent_id = Column(String(36), index=True)
    time_zone = Column(String(40), nullable=False, default="America/New_York")
    key_hash = Column(String(200), nullable=False)
    tries = Column(Integer, nullable=False, default=0)
    locked_until = Column(Moment)
    due_on = Column(Date)
    due_at = Column(Moment)
    created_at = Column(Moment, nullable=False, default=now)
    closed_at = Column(Moment)
    last_activity_at = Column(Moment, nullable=False, default=now)
    held_since = Column(Moment)


class ServiceRequestEvent(Base):
    """One step of a request: made, referred, transferred, attempt, answered, closed."""

    __tablename__ = "service_request_events"

    id = Column(Integer, primary_key=True, autoincrement=True)
    reference = Column(
        String(20), ForeignKey("service_requests.reference", ondelete="CASCADE"), nullable=False, index=True
    )
    kind = Column(String(16), nullable=False)
    from_state = Column(String(12))
    to_state = Column(String(12), nullable=False)
    actor = Column(String(36), nullable=False)
    comment = Column(Text, nullable=False, default="")
    at = Column(Moment, nullable=False, default=now)
