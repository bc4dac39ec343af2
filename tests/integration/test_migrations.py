"""The migrations make exactly the tables of the models, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, StatementError

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.models import Base


def test_the_migrations_equal_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    before = sorted(inspect(engine).get_table_names())
    migrate(engine)
    assert sorted(inspect(engine).get_table_names()) == before


def test_sqlite_is_opened_for_many_writers(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new folder' / 'emma.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


def test_an_error_of_the_database_does_not_quote_what_was_written(engine: Engine, ana: Held) -> None:
    row = {"conversation_id": ana.id, "seq": 1, "sender": "visitor", "language": "en", "text": "what Ana wrote"}
    with engine.begin() as connection:
        connection.execute(insert(MESSAGE).values(**row))
    with pytest.raises(IntegrityError) as failed, engine.begin() as connection:
        connection.execute(insert(MESSAGE).values(**row))
    assert "what Ana wrote" not in str(failed.value)


def test_a_moment_without_a_zone_is_refused(engine: Engine, ana: Held) -> None:
    naive = datetime(2025, 1, 1)
    with pytest.raises(StatementError), engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(last_activity_at=naive))


def test_moments_come_back_in_utc(engine: Engine, ana: Held) -> None:
    with engine.connect() as connection:
        created = connection.execute(select(CONVERSATION.c.created_at)).scalar_one()
    assert created.utcoffset() == timedelta(0)
