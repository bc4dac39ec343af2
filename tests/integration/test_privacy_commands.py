"""`emma purge`, `emma hold` and `emma export`, and the schedule that purges without anybody asking."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from emma import settings as settings_module
from emma.cli.main import app
from emma.conversations.housekeeping import housekeeping
from emma.conversations.opening import CONVERSATION, start
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.models.base import now
from emma.settings import Settings
from emma.web.schedule import keep_schedule

RUN = CliRunner()


@pytest.fixture
def old(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, str]]:
    """The database of the commands, with one conversation that is over since yesterday."""
    monkeypatch.setattr(settings_module, "current", lambda: settings)
    engine = open_engine(settings.database)
    migrate(engine)
    mine = start(engine, None).id
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(last_activity_at=now() - timedelta(days=31)))
    yield engine, mine
    engine.dispose()


def is_there(engine: Engine) -> bool:
    """Whether the conversation still is."""
    with engine.connect() as connection:
        return connection.execute(select(CONVERSATION.c.id)).first() is not None


def told(output: str, name: str) -> str:
    """The line of the table about a class."""
    return next(line for line in output.splitlines() if name in line)


def test_a_dry_run_tells_and_a_purge_does(old: tuple[Engine, str]) -> None:
    engine, _ = old
    dry = RUN.invoke(app, ["purge", "--dry-run"])
    assert dry.exit_code == 0
    assert "1" in told(dry.stdout, "assistant_only")
    assert "30 days" in told(dry.stdout, "assistant_only")
    assert is_there(engine)
    assert RUN.invoke(app, ["purge"]).exit_code == 0
    assert not is_there(engine)


def test_a_hold_outlives_a_purge_and_a_release_ends_it(old: tuple[Engine, str]) -> None:
    engine, mine = old
    assert RUN.invoke(app, ["hold", mine, "--matter", "2025-7"]).exit_code == 0
    RUN.invoke(app, ["purge"])
    assert is_there(engine)
    assert RUN.invoke(app, ["hold", mine, "--release"]).exit_code == 0
    RUN.invoke(app, ["purge"])
    assert not is_there(engine)


def test_an_export_is_one_json_object_and_an_unknown_id_fails(old: tuple[Engine, str]) -> None:
    _, mine = old
    found = RUN.invoke(app, ["export", mine])
    assert json.loads(found.stdout)["conversation"]["id"] == mine
    assert RUN.invoke(app, ["export", "no-such-conversation"]).exit_code != 0
    assert RUN.invoke(app, ["hold", "no-such-conversation"]).exit_code != 0


def test_the_schedule_purges_by_itself_and_survives_a_failure(
    old: tuple[Engine, str], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    engine, _ = old
    work = housekeeping(engine, settings)
    tries = []

    class Failing:
        """Fails at the first try, with a visitor's words in the error."""

        def run_due(self) -> list[str]:
            tries.append(len(tries))
            if len(tries) == 1:
                raise ValueError("what Ana wrote")
            return work.run_due()

    async def a_while() -> None:
        scheduled = asyncio.create_task(keep_schedule(Failing(), every=0.01))  # type: ignore[arg-type]
        while is_there(engine):
            await asyncio.sleep(0.02)
        scheduled.cancel()
        with suppress(asyncio.CancelledError):
            await scheduled

    asyncio.run(asyncio.wait_for(a_while(), 30))
    assert "ValueError" in caplog.text
    assert "what Ana wrote" not in caplog.text
