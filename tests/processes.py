"""Processes of the tests: their settings, and the release they run on (the project's live one, or one trained now)."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from rich.console import Console
from sqlalchemy import select

from emma.cli.main import quiet
from emma.cli.serving import prepare_all
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.knowledge.reading import data_of
from emma.knowledge.seed import seed
from emma.settings import ROOT, Settings, read
from emma.training.archive import file_digest
from emma.training.releases import RELEASE, add_release, live_version, set_live
from emma.web.wiring import Process

SECRET = "only-for-tests-only-for-tests-only-for-tests"
PLENTY = 1_000_000


def settings_in(var: Path, **values: object) -> Settings:
    """Settings with a folder of their own, whatever the environment says, and limits that nobody meets."""
    known: dict[str, object] = {
        "environment": "demonstration",
        "database_url": "",
        "rest_token": "",
        "embed_origins": "",
        "secret": SECRET,
        "writes_per_minute": PLENTY,
        "starts_per_minute": PLENTY,
        "turn_timeout": 60.0,
    }
    return read(**{"var": var, **known, **values})


def with_assistant(app: FastAPI, assistant: Any) -> FastAPI:
    """The application with this assistant instead of the empty one it was wired with."""
    process: Process = app.state.process
    conversations = replace(process.conversations, assistant=assistant)
    app.state.process = replace(process, assistant=assistant, conversations=conversations)
    return app


def prepared() -> Settings:
    """Settings whose database is migrated, seeded and has a live release. EMMA_TEST_VAR names another folder."""
    given = os.environ.get("EMMA_TEST_VAR")
    quiet()
    settings = settings_in(Path(given) if given else _own())
    if not given:
        _adopt(settings)
    prepare_all(Console(stderr=True), settings)
    return settings


def _own() -> Path:
    """A folder for each of the processes that run tests side by side."""
    return ROOT / "var" / f"test{os.environ.get('PYTEST_XDIST_WORKER', '')}"


def _adopt(settings: Settings) -> None:
    """Make the release that is live in the project's own database live in the tests' one too."""
    project = ROOT / "var" / "emma.db"
    if not project.exists():
        return
    with closing(sqlite3.connect(f"file:{project}?mode=ro", uri=True)) as source:  # migrated or not, it stays as it is
        try:
            found = source.execute("SELECT version, file, sha256 FROM releases WHERE live").fetchone()
        except sqlite3.OperationalError:
            found = None
    if found is None:
        return
    version, file = found[0], settings.models / found[1]
    if not file.exists() or file_digest(file) != found[2]:
        return
    engine = open_engine(settings.database)
    migrate(engine)
    with engine.begin() as connection:
        kept = connection.execute(select(RELEASE.c.version).where(RELEASE.c.version == version)).first()
        before = live_version(connection)
        if kept is not None:
            set_live(connection, version)
    if kept is None:
        add_release(engine, version, file, {})
    if before != version:
        seed(engine, data_of(settings, version))
    engine.dispose()
