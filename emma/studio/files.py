"""Files of data/ as the studio reads and writes them: several at once or none, never over somebody else's change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.errors import EditedMeanwhile, NotFound, StudioError
from emma.models import FileVersion
from emma.models.base import now
from emma.privacy import redact
from emma.settings import Settings
from emma.studio.paths import located
from emma.studio.writing import replace_all
from emma.training.second_person import moved_from
from emma.training.snapshot import data_lock

VERSION = FileVersion.__table__
LARGEST = 2_000_000  # bytes of one file
NOTE = 500
FILES = "files"  # the author of a text that the studio found, not made


class Author(Protocol):
    """Whoever saves: a person of the staff, or the operator at the terminal."""

    @property
    def id(self) -> str:
        """Up to 36 characters."""


@dataclass(frozen=True)
class Operator:
    """Who works at the terminal of the server."""

    id: str = audit.OPERATOR


@dataclass(frozen=True)
class Kept:
    """A file as it is now; `digest` is the sha256 of its bytes, in hex."""

    path: str
    text: str
    digest: str


@dataclass(frozen=True)
class Change:
    """A new text for a file that was `base` when it was read ("" or None: it was not there); None removes it."""

    path: str
    text: str | None
    base: str | None
    note: str = ""
    stale: str | None = None


@dataclass(frozen=True)
class Version:
    """One saved state of a file. An empty text: it was removed."""

    id: int
    path: str
    digest: str
    text: str
    author: str
    note: str
    stale: str | None
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None

    @property
    def removed(self) -> bool:
        """Whether this version is the removal of the file."""
        return self.digest == EMPTY


def digest_of(text: str) -> str:
    """The digest of a text as it stands in its file."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


EMPTY = digest_of("")


def read(settings: Settings, path: str) -> Kept:
    """The file at `path` below data/. Raises NotFound, BadPath, StudioError (not UTF-8, or too large)."""
    kept = _read(settings, path)
    if kept is None:
        raise NotFound
    return kept


def save(
    engine: Engine,
    settings: Settings,
    person: Author,
    path: str,
    text: str,
    base: str | None,
    note: str = "",
    stale: str | None = None,
) -> str:
    """Write one file and its version; gives the new digest. `base`: the digest it had when it was read, None for new.

    Raises EditedMeanwhile (nothing is overwritten), NoRoom, BadPath.
    """
    return change(engine, settings, person, [Change(path, text, base, note, stale)])[path]


def change(engine: Engine, settings: Settings, person: Author, changes: Sequence[Change]) -> dict[str, str]:
    """Write, add and remove several files with their versions: all of it or nothing. Gives the digests by path.

    Raises EditedMeanwhile for the first file that is another than its `base`, NoRoom, BadPath.
    """
    if len({one.path for one in changes}) < len(changes):
        raise StudioError("One file twice in one change.")
    texts = {located(settings.data, one.path): _encoded(one.text) for one in changes}
    with data_lock(settings.data):
        found = {one.path: _unchanged(settings, one) for one in changes}
        with replace_all(texts), engine.begin() as connection:
            for one in changes:
                _remember_found(connection, one.path, found[one.path])
                _add(connection, person.id, one)
    return {one.path: digest_of(one.text or "") for one in changes}


def versions(engine: Engine, path: str) -> list[Version]:
    """Every version of a file, the newest first; also those under the paths it had before it was renamed."""
    with engine.connect().execution_options(read_only=True) as connection:
        return list(history(connection, path))


def history(connection: Connection, path: str) -> Iterator[Version]:
    """As `versions`, one after the other."""
    before: int | None = None
    seen: set[str] = set()
    while path and path not in seen:
        seen.add(path)
        query = select(VERSION).where(VERSION.c.path == path).order_by(VERSION.c.id.desc())
        path = ""
        for row in connection.execute(query if before is None else query.where(VERSION.c.id < before)).all():
            version = Version(**row._mapping)
            if version.removed and before is not None:
                continue  # the old path was left when the new one began
            yield version
            if old := moved_from(version.note, version.path):
                path, before = old, version.id
                break


def newest(connection: Connection, prefix: str = "") -> dict[str, Version]:
    """The newest version of each file that has one, by path; texts are left out (empty)."""
    columns = [column for column in VERSION.c if column.name != "text"]
    query = select(*columns).where(VERSION.c.path.startswith(prefix, autoescape=True)).order_by(VERSION.c.id)
    return {row.path: Version(text="", **row._mapping) for row in connection.execute(query)}


def restore(engine: Engine, settings: Settings, person: Author, version: int, base: str | None, note: str = "") -> str:
    """Bring back the text of a version as a new one; gives the digest. Raises NotFound, EditedMeanwhile."""
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(VERSION).where(VERSION.c.id == version)).first()
    if row is None or not row.text:
        raise NotFound
    return save(engine, settings, person, row.path, row.text, base, note, row.stale)


def _read(settings: Settings, path: str) -> Kept | None:
    file = located(settings.data, path)
    try:
        if file.stat().st_size > LARGEST:
            raise StudioError(f"{path} is larger than {LARGEST:,} bytes.")
        raw = file.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return Kept(path, raw.decode("utf-8"), hashlib.sha256(raw).hexdigest())
    except UnicodeDecodeError:
        raise StudioError(f"{path} is not UTF-8.") from None


def _unchanged(settings: Settings, one: Change) -> Kept | None:
    there = _read(settings, one.path)
    if (there.digest if there else "") != (one.base or ""):
        raise EditedMeanwhile(one.path, there.text if there else "", there.digest if there else "")
    return there


def _encoded(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        raise StudioError("The text holds characters that cannot be written.") from None
    if not raw or len(raw) > LARGEST:
        raise StudioError(f"A file has 1 to {LARGEST:,} bytes.")
    return raw


def _remember_found(connection: Connection, path: str, found: Kept | None) -> None:
    """What stood in the file before, when the studio did not write it: so that it can be compared and restored."""
    if found is None or not found.text:
        return
    last = select(VERSION.c.digest).where(VERSION.c.path == path).order_by(VERSION.c.id.desc()).limit(1)
    if connection.execute(last).scalar() == found.digest:
        return
    at = now()
    known = {"path": path, "digest": found.digest, "text": found.text, "author": FILES, "created_at": at}
    connection.execute(insert(VERSION).values(**known, approved_by=FILES, approved_at=at))


def _add(connection: Connection, author: str, one: Change) -> None:
    text = one.text or ""
    known: Mapping[str, object] = {"path": one.path, "digest": digest_of(text), "text": text, "author": author}
    connection.execute(
        insert(VERSION).values(**known, note=redact(one.note).text[:NOTE], stale=one.stale, created_at=now())
    )
    audit.record(connection, author, "studio.removed" if one.text is None else "studio.saved", subject=one.path)
