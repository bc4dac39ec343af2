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
from emma.nlu.articles import Article, parse_article
from emma.settings import Settings
from emma.studio.files import VERSION, Author, Version, history, newest
from emma.studio.paths import slug_of
from emma.training.folders import data_folder
from emma.training.gate_rules import gate_file
from emma.training.releases import live_version
from emma.training.second_person import left_behind, read_second_person


@dataclass(frozen=True)
class Waiting:
    """A file whose newest state needs a second person. `authors`: who wrote since the last approved version."""

    path: str
    slug: str | None
    version: int
    authors: tuple[str, ...]
    since: datetime


def waiting(engine: Engine, settings: Settings) -> list[Waiting]:
    """What waits for a second person, the longest first. A file that git changed since was reviewed there."""
    rule = read_second_person(gate_file(settings))
    found = []
    with engine.connect().execution_options(read_only=True) as connection:
        release = live_version(connection)
        live = data_folder(settings.models, release) if release else None
        for path, version in newest(connection).items():
            if version.approved_by or version.removed:
                continue
            if not rule.needed(path) and not any(map(rule.needed, left_behind(connection, path, live))):
                continue
            if _digest(settings.data / path) != version.digest:
                continue
            since = _since_approved(connection, path)
            authors = tuple(dict.fromkeys(one.author for one in since))
            found.append(Waiting(path, slug_of(path), version.id, authors, since[-1].created_at))
    return sorted(found, key=lambda one: one.since)


def published_with_two(engine: Engine, settings: Settings, path: str) -> bool:
    """Whether the live release answers with an article that one person does not publish, and so does not take away."""
    rule = read_second_person(gate_file(settings))
    with engine.connect().execution_options(read_only=True) as connection:
        release = live_version(connection)
        live = data_folder(settings.models, release) if release else None
        places = [path, *left_behind(connection, path, live)]
    guarded = any(map(rule.needed, places))
    texts = (_article(live, one) for one in places) if live is not None else ()
    return guarded and any(article is not None and not article.draft for article in texts)


def _article(live: Path, path: str) -> Article | None:
    file = live / path
    return parse_article(file) if file.is_file() else None


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
