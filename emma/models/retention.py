"""Who looked at what, what was disposed of, and whose turn the scheduled work is. None of these rows has content."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String

from emma.models.base import Base, Moment, now


class Audit(Base):
    """One act on a record. No foreign key: the row outlives the conversation it names."""

    __tablename__ = "audit"

    id = Column(Integer, primary_key=True, autoincrement=True)
    at = Column(Moment, nullable=False, default=now, index=True)
    actor = Column(String(64), nullable=False)
    action = Column(String(32), nullable=False)
    purpose = Column(String(120), nullable=False, default="")
    conversation_id = Column(String(36), index=True)
    subject = Column(String(64), nullable=False, default="")


class Disposition(Base):
    """So many records of a class were removed, for `cause` period or visitor, on this authority."""

    __tablename__ = "dispositions"

    id = Column(Integer, primary_key=True, autoincrement=True)
    at = Column(Moment, nullable=False, default=now)
    record_class = Column(String(20), nullable=False)
    records = Column(Integer, nullable=False)
    cause = Column(String(10), nullable=False)
    authority = Column(String(200), nullable=False)


class ScheduledWork(Base):
    """A recurring piece of work; whoever moves `due_at` forward does it."""

    __tablename__ = "scheduled_work"

    name = Column(String(32), primary_key=True)
    due_at = Column(Moment, nullable=False)
    claimed_at = Column(Moment)
    finished_at = Column(Moment)
