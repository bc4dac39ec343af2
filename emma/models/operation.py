"""Rows of operation: rate limits (they live an hour) and releases."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, String

from emma.models.base import Base, Moment, now


class RateLimit(Base):
    """A token bucket. `key` is a keyed hash whose key changes daily; nothing leads back to an address."""

    __tablename__ = "rate_limits"

    key = Column(String(64), primary_key=True)
    tokens = Column(Float, nullable=False)
    updated_at = Column(Moment, nullable=False, default=now)


class Release(Base):
    """One trained model with the articles it was trained with; at most one row is live."""

    __tablename__ = "releases"

    version = Column(String(32), primary_key=True)
    file = Column(String(200), nullable=False)
    sha256 = Column(String(64), nullable=False)
    figures = Column(JSON, nullable=False, default=dict)
    live = Column(Boolean, nullable=False, default=False)
    created_at = Column(Moment, nullable=False, default=now)
