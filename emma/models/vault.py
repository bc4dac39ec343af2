"""Secure forms: what an agent asked for, and the sealed answer until it is wiped."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String

from emma.models.base import Base, Moment, now


class SecureForm(Base):
    """One form shown to one visitor. `state` is open, submitted or wiped; only `submitted` has `sealed` and `key_name`.

    A call-back outlives its conversation until it is wiped; then its foreign keys are empty.
    """

    __tablename__ = "secure_forms"
    __table_args__ = (Index("ix_secure_forms_expiry", "state", "expires_at"),)

    id = Column(String(36), primary_key=True)
    conversation_id = Column(String(36), ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    handoff_id = Column(Integer, ForeignKey("handoffs.id", ondelete="SET NULL"), index=True)
    kind = Column(String(20), nullable=False)
    state = Column(String(10), nullable=False)
    agent = Column(String(64))
    request = Column(String(20), index=True)
    key_name = Column(String(40))
    sealed = Column(LargeBinary)
    result = Column(String(12))
    opened_at = Column(Moment, nullable=False, default=now)
    viewed_at = Column(Moment)
    wiped_at = Column(Moment)
    expires_at = Column(Moment, nullable=False)
