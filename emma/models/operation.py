"""Rows of operation: rate limits; they live an hour."""

from __future__ import annotations

from sqlalchemy import Column, Float, String

from emma.models.base import Base, Moment, now


class RateLimit(Base):
    """A token bucket. `key` is a keyed hash whose key changes daily; nothing leads back to an address."""

    __tablename__ = "rate_limits"

    key = Column(String(64), primary_key=True)
    tokens = Column(Float, nullable=False)
    updated_at = Column(Moment, nullable=False, default=now)
