"""Articles as served: one row an article, both languages beside each other."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, String

from emma.models.base import Base


class Article(Base):
    """A unit of knowledge. `status` is draft, published, pulled or expired."""

    __tablename__ = "articles"

    slug = Column(String(64), primary_key=True)
    topic = Column(String(32), nullable=False, index=True)
    outcome = Column(String(16), nullable=False)
    status = Column(String(10), nullable=False)
    title = Column(JSON, nullable=False)
    answer = Column(JSON, nullable=False)
    replaced = Column(JSON)
    ask = Column(JSON)
    variants = Column(JSON, nullable=False, default=list)
    sources = Column(JSON, nullable=False)
    related = Column(JSON, nullable=False, default=list)
    as_of = Column(String(32), nullable=False)
    say_date = Column(Boolean, nullable=False, default=False)
    reviewed_on = Column(Date, nullable=False)
    valid_from = Column(Date)
    valid_until = Column(Date)
    owner = Column(String(64), nullable=False)
