"""Rows of training: releases and their archives, what became of them, jobs, comparisons, versions of what was edited."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from emma.models.base import Base, Moment, now


class Release(Base):
    """One trained model with the articles it was trained with; at most one row is live.

    `digest` is that of the data it was trained from; `figures` are time, size and the measures of the held-out set.
    """

    __tablename__ = "releases"

    version = Column(String(32), primary_key=True)
    file = Column(String(200), nullable=False)
    sha256 = Column(String(64), nullable=False)
    figures = Column(JSON, nullable=False, default=dict)
    live = Column(Boolean, nullable=False, default=False)
    created_at = Column(Moment, nullable=False, default=now)
    made_by = Column(String(36), nullable=False, default="operator", server_default="operator")
    note = Column(String(500), nullable=False, default="", server_default="")
    digest = Column(String(64), nullable=False, default="", server_default="")


class ReleaseArchive(Base):
    """The files of a release in one piece, so that every host has them. Pruned ones have no row here."""

    __tablename__ = "release_archives"

    version = Column(String(32), ForeignKey("releases.version", ondelete="CASCADE"), primary_key=True)
    sha256 = Column(String(64), nullable=False)
    size = Column(Integer, nullable=False)
    archive = Column(LargeBinary, nullable=False)


class ReleaseEvent(Base):
    """What became of a release. `kind`: trained, promoted, rolled_back, refused, pruned; `before` was live until then."""

    __tablename__ = "release_events"

    id = Column(Integer, primary_key=True, autoincrement=True)
    version = Column(String(32), ForeignKey("releases.version", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(String(16), nullable=False)
    actor = Column(String(36), nullable=False)
    before = Column(String(32))
    reason = Column(String(500), nullable=False, default="")
    overridden = Column(Boolean, nullable=False, default=False)
    verdict = Column(JSON)
    at = Column(Moment, nullable=False, default=now)


class TrainingJob(Base):
    """Work in the background. `kind`: train, crossvalidate; `state`: queued, running, done, failed, cancelled.

    `slot` is 1 while the job is queued or running and empty afterwards: unique, so that there is one at a time.
    """

    __tablename__ = "training_jobs"

    id = Column(Integer, primary_key=True, autoincrement=True)
    kind = Column(String(16), nullable=False)
    state = Column(String(10), nullable=False, default="queued")
    slot = Column(Integer, unique=True)
    made_by = Column(String(36), nullable=False)
    note = Column(String(500), nullable=False, default="")
    stage = Column(String(24), nullable=False, default="")
    done = Column(Integer, nullable=False, default=0)
    total = Column(Integer, nullable=False, default=0)
    log = Column(Text, nullable=False, default="")
    problem = Column(String(24))
    cancelling = Column(Boolean, nullable=False, default=False)
    host = Column(String(120))
    pid = Column(Integer)
    release = Column(String(32))
    result = Column(JSON)
    created_at = Column(Moment, nullable=False, default=now)
    started_at = Column(Moment)
    beat_at = Column(Moment)
    ended_at = Column(Moment)


class Comparison(Base):
    """A release beside another: held-out messages, what really came in, size and speed. Texts of visitors are not in it,
    only their conversation and number, so that they go when those go."""

    __tablename__ = "comparisons"
    __table_args__ = (UniqueConstraint("release", "against"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    release = Column(String(32), ForeignKey("releases.version", ondelete="CASCADE"), nullable=False)
    against = Column(String(32), ForeignKey("releases.version", ondelete="CASCADE"), nullable=False)
    result = Column(JSON, nullable=False)
    made_at = Column(Moment, nullable=False, default=now)


class FileVersion(Base):
    """One saved state of a file under data/ as somebody wrote it in the studio. `path` is below data/.

    `stale` names the language that has not followed the other ("es"), `approved_by` the second person.
    """

    __tablename__ = "file_versions"
    __table_args__ = (Index("ix_file_versions_path", "path", "id"), Index("ix_file_versions_digest", "path", "digest"))

    id = Column(Integer, primary_key=True, autoincrement=True)
    path = Column(String(200), nullable=False)
    digest = Column(String(64), nullable=False)
    text = Column(Text, nullable=False)
    author = Column(String(36), nullable=False)
    note = Column(String(500), nullable=False, default="")
    stale = Column(String(2))
    created_at = Column(Moment, nullable=False, default=now)
    approved_by = Column(String(36))
    approved_at = Column(Moment)
