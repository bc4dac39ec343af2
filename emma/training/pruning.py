"""The rule by which old releases go: what is live, what was live before it and the newest five keep their files."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection, Engine

from emma.training.archive import remove
from emma.training.releases import ARCHIVE, EVENT, OPERATOR, PRUNED, RELEASE, add_event, live_before, live_version

KEEP = 5
log = logging.getLogger(__name__)


def prune(engine: Engine, models: Path, keep: int = KEEP) -> list[str]:
    """Drop the archives and files of all releases but the kept ones; rows and figures stay. Gives who was dropped now.

    A release that came without an archive (from another database, or before there were archives) is left alone: its
    files may be somebody else's only copy.
    """
    with engine.begin() as connection:
        kept = kept_versions(connection, keep)
        archived = set(connection.execute(select(ARCHIVE.c.version)).scalars())
        dropped = sorted(archived - kept)
        if dropped:
            connection.execute(delete(ARCHIVE).where(ARCHIVE.c.version.in_(dropped)))
        for version in dropped:
            add_event(connection, version, PRUNED, OPERATOR)
        gone = set(connection.execute(select(EVENT.c.version).where(EVENT.c.kind == PRUNED)).scalars())
    for version in sorted(gone - kept):  # other hosts have copies of what was dropped elsewhere
        try:
            remove(models, version)
        except OSError as error:
            log.error("the files of %s could not be removed: %s", version, type(error).__name__)
    return dropped


def kept_versions(connection: Connection, keep: int = KEEP) -> set[str]:
    """The live release, the one a rollback goes back to, and the newest `keep`."""
    newest = select(RELEASE.c.version).order_by(RELEASE.c.created_at.desc(), RELEASE.c.version.desc()).limit(keep)
    kept = {*connection.execute(newest).scalars(), live_version(connection), live_before(connection)}
    return {version for version in kept if version is not None}
