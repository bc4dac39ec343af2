"""Releases: the rows that say which trained model is live."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from emma.errors import TurnFailed
from emma.models import Release
from emma.models.base import now

RELEASE = Release.__table__


def add_release(engine: Engine, version: str, file: Path, figures: dict[str, Any]) -> None:
    """Keep a trained model and make it live."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with engine.begin() as connection:
        connection.execute(update(RELEASE).values(live=False))
        connection.execute(
            insert(RELEASE).values(
                version=version, file=file.name, sha256=digest, figures=figures, live=True, created_at=now()
            )
        )


def live_release(engine: Engine, models: Path) -> tuple[Path, str]:
    """File and version of the live release. Raises TurnFailed when there is none or its file is not the one trained."""
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(RELEASE).where(RELEASE.c.live.is_(True))).first()
    if row is None:
        raise TurnFailed("There is no release yet. Run `emma train`.")
    file = models / row.file
    if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != row.sha256:
        raise TurnFailed(f"The file of release {row.version} is missing or changed. Run `emma train`.")
    return file, row.version
