"""Releases: the rows that say which trained model is live, what became of each, and where their files are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma.errors import ReleaseBroken, ReleaseUnknown, TurnFailed
from emma.models import Release, ReleaseArchive, ReleaseEvent
from emma.models.base import now
from emma.privacy import redact
from emma.training.archive import file_digest, unpack_archive
from emma.training.folders import data_folder, index_folder, model_file

RELEASE, ARCHIVE, EVENT = Release.__table__, ReleaseArchive.__table__, ReleaseEvent.__table__
TRAINED, PROMOTED, ROLLED_BACK, REFUSED, PRUNED = "trained", "promoted", "rolled_back", "refused", "pruned"
OPERATOR = "operator"


@dataclass(frozen=True)
class ReleaseRecord:
    """One release as lists show it; `size` is that of its archive in bytes, `promoted_*` and `reason` the last time."""

    version: str
    live: bool
    made_by: str
    created_at: datetime
    note: str
    digest: str
    figures: dict[str, Any]
    promoted_at: datetime | None
    promoted_by: str | None
    reason: str
    overridden: bool
    archived: bool
    size: int


def add_release(
    engine: Engine,
    version: str,
    file: Path,
    figures: dict[str, Any],
    *,
    live: bool = True,
    made_by: str = OPERATOR,
    note: str = "",
    digest: str = "",
    archive: Path | None = None,
) -> None:
    """Keep a trained model, with its archive where there is one; with `live` make it live without asking anybody."""
    values = {"version": version, "file": file.name, "sha256": file_digest(file), "figures": figures, "live": False}
    with engine.begin() as connection:
        kept = {**values, "created_at": now(), "made_by": made_by, "note": redact(note).text[:500], "digest": digest}
        connection.execute(insert(RELEASE).values(**kept))
        if archive is not None:
            _keep_archive(connection, version, archive)
        add_event(connection, version, TRAINED, made_by, reason=note)
        if live:
            before = live_version(connection)
            set_live(connection, version)
            add_event(connection, version, PROMOTED, made_by, before=before)


def live_release(engine: Engine, models: Path) -> tuple[Path, str]:
    """File and version of the live release, fetched when it is not here. Raises TurnFailed when it cannot be had."""
    with engine.connect().execution_options(read_only=True) as connection:
        version = live_version(connection)
    if version is None:
        raise TurnFailed("There is no release yet. Run `emma train`.")
    try:
        return fetch(engine, models, version), version
    except ReleaseBroken as error:
        raise TurnFailed(f"{error} Run `emma train`.") from None


def releases(engine: Engine) -> list[ReleaseRecord]:
    """All releases, the newest first."""
    with engine.connect().execution_options(read_only=True) as connection:
        rows = connection.execute(select(RELEASE).order_by(RELEASE.c.created_at.desc(), RELEASE.c.version.desc())).all()
        sizes = dict(connection.execute(select(ARCHIVE.c.version, ARCHIVE.c.size)).all())
        events = connection.execute(select(EVENT).where(EVENT.c.kind.in_((PROMOTED, ROLLED_BACK))).order_by(EVENT.c.id))
        last = {event.version: event for event in events}
    return [_record(row, last.get(row.version), sizes.get(row.version)) for row in rows]


def live_version(connection: Connection) -> str | None:
    """The release whose row is live."""
    return connection.execute(select(RELEASE.c.version).where(RELEASE.c.live.is_(True))).scalar()


def set_live(connection: Connection, version: str) -> None:
    """Make this row, and no other, the live one."""
    connection.execute(update(RELEASE).where(RELEASE.c.live.is_(True)).values(live=False))
    connection.execute(update(RELEASE).where(RELEASE.c.version == version).values(live=True))


def add_event(connection: Connection, version: str, kind: str, actor: str, **values: Any) -> None:
    """One row of what became of a release."""
    kept = {**values, "reason": redact(str(values.get("reason") or "")).text[:500]}
    connection.execute(insert(EVENT).values(version=version, kind=kind, actor=actor, at=now(), **kept))


def live_before(connection: Connection) -> str | None:
    """The release that a rollback goes back to: promotions pile up, a rollback takes the uppermost off again."""
    pile: list[str] = []
    events = connection.execute(select(EVENT).where(EVENT.c.kind.in_((PROMOTED, ROLLED_BACK))).order_by(EVENT.c.id))
    for event in events:
        if event.kind == ROLLED_BACK and event.version in pile[:-1]:
            while pile[-1] != event.version:
                pile.pop()
            continue
        if event.before and event.before not in pile[-1:]:  # live before events were kept
            pile.append(event.before)
        if event.version not in pile[-1:]:
            pile.append(event.version)
    live = live_version(connection)
    return pile[-2] if len(pile) > 1 and pile[-1] == live else None


def fetch(engine: Engine, models: Path, version: str) -> Path:
    """The model's file, after everything of the release is in `models`: from the archive's row where it is not.

    Raises ReleaseUnknown, ReleaseBroken (files missing or changed and no archive, or a wrong one), NoRoom.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(RELEASE).where(RELEASE.c.version == version)).first()
        if row is None:
            raise ReleaseUnknown
        kept = connection.execute(select(ARCHIVE.c.sha256, ARCHIVE.c.size).where(ARCHIVE.c.version == version)).first()
        file = models / row.file
        if file.exists() and file_digest(file) == row.sha256 and (kept is None or _complete(models, version)):
            return file
        if kept is None:
            raise ReleaseBroken(f"The file of release {version} is missing or changed, and its archive is not kept.")
        unpack_archive(connection, models, version, kept.sha256, kept.size)
    file = model_file(models, version)
    if file_digest(file) != row.sha256:
        raise ReleaseBroken(f"The archive of release {version} holds another model than the one trained.")
    return file


def _keep_archive(connection: Connection, version: str, archive: Path) -> None:
    size, digest = archive.stat().st_size, file_digest(archive)
    values = {"version": version, "sha256": digest, "size": size, "archive": archive.read_bytes()}
    connection.execute(insert(ARCHIVE).values(**values))


def _complete(models: Path, version: str) -> bool:
    return index_folder(models, version).is_dir() and data_folder(models, version).is_dir()


def _record(row: Any, promoted: Any, size: int | None) -> ReleaseRecord:
    return ReleaseRecord(
        version=row.version,
        live=row.live,
        made_by=row.made_by,
        created_at=row.created_at,
        note=row.note,
        digest=row.digest,
        figures=dict(row.figures or {}),
        promoted_at=promoted.at if promoted else None,
        promoted_by=promoted.actor if promoted else None,
        reason=promoted.reason if promoted else "",
        overridden=bool(promoted.overridden) if promoted else False,
        archived=size is not None,
        size=size if size is not None else int((row.figures or {}).get("bytes", 0)),
    )
