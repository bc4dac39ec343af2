"""A second person: which saved files need one, who may be it, and the act itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.errors import EditedMeanwhile, NotFound, OwnWork
from emma.models.base import now
from emma.settings import ROOT, Settings
from emma.studio.files import VERSION, Author, Version, history, newest
from emma.studio.paths import slug_of
from emma.training.second_person import read_second_person

GATE = ROOT / "gate.toml"


@dataclass(frozen=True)
class Waiting:
    """A file whose newest state needs a second person. `authors`: who wrote since the last approved version."""

    path: str
    slug: str | None
    version: int
    authors: tuple[str, ...]
    since: datetime


def waiting(engine: Engine, settings: Settings, gate: Path = GATE) -> list[Waiting]:
    """What waits for a second person, the longest first. A file that git changed since was reviewed there."""
    rule = read_second_person(gate)
    found = []
    with engine.connect().execution_options(read_only=True) as connection:
        for path, version in newest(connection).items():
            if version.approved_by or version.removed or not rule.needed(path):
                continue
            if _digest(settings.data / path) != version.digest:
                continue
            since = _since_approved(connection, path)
            authors = tuple(dict.fromkeys(one.author for one in since))
            found.append(Waiting(path, slug_of(path), version.id, authors, since[-1].created_at))
    return sorted(found, key=lambda one: one.since)


def needs_second_person(path: str, gate: Path = GATE) -> bool:
    """Whether a file below data/ is published by two people only."""
    return read_second_person(gate).needed(path)


def may_approve(engine: Engine, person: Author, path: str) -> bool:
    """Whether this person wrote nothing of the file since it was last approved, and there is something to approve."""
    with engine.connect().execution_options(read_only=True) as connection:
        since = _since_approved(connection, path)
    return bool(since) and person.id not in {one.author for one in since}


def approve(engine: Engine, person: Author, path: str, version: int | None = None) -> None:
    """Approve the newest version, which is `version` when that was looked at. Writes an audit row.

    Raises OwnWork for somebody who wrote since the last approved version, NotFound where nothing waits,
    EditedMeanwhile when another version came since.
    """
    with engine.begin() as connection:
        since = _since_approved(connection, path)
        if not since:
            raise NotFound
        last = since[0]
        if version is not None and last.id != version:
            raise EditedMeanwhile(path, last.text, last.digest)
        if person.id in {one.author for one in since}:
            raise OwnWork
        fresh = select(VERSION.c.id).where(VERSION.c.path == path).order_by(VERSION.c.id.desc()).limit(1)
        changed = connection.execute(
            update(VERSION)
            .where(VERSION.c.id == last.id, VERSION.c.approved_by.is_(None), VERSION.c.id == fresh.scalar_subquery())
            .values(approved_by=person.id, approved_at=now())
        )
        if not changed.rowcount:
            raise NotFound
        audit.record(connection, person.id, "studio.approved", subject=path)


def _since_approved(connection: Connection, path: str) -> list[Version]:
    """The versions since the last approved one, the newest first."""
    found = []
    for version in history(connection, path):
        if version.approved_by:
            break
        found.append(version)
    return [] if not found or found[0].removed else found


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
