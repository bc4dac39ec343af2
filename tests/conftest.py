"""Fixtures: settings, a fresh database of each kind, the service with a fake assistant, the really trained model."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emma.settings import ROOT, Settings

if TYPE_CHECKING:  # Rasa takes seconds to import: fast tests go without it
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from sqlalchemy.engine import Engine

    from emma.conversations.opening import Held
    from emma.conversations.receiving import Conversations
    from emma.handoffs.policy import HandoffPolicy
    from emma.knowledge.phrases import Phrases
    from emma.safety import Alarms
    from emma.web.wiring import Process
    from tests.databases import PostgreSQL
    from tests.fakes import FakeAssistant
    from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def _library_put_back() -> Iterator[None]:
    """Wiring a process binds what the actions read from; after the test it is what it was before."""
    name = "emma.knowledge.reading"
    before = getattr(sys.modules.get(name), "_bound", None)
    yield
    if name in sys.modules:
        sys.modules[name]._bound = before  # type: ignore[attr-defined]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a folder of the test's own, whatever the environment says, and limits nobody meets."""
    from tests.processes import settings_in

    return settings_in(tmp_path / "var")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """One PostgreSQL server for the session."""
    from tests.databases import start_postgresql

    server = start_postgresql()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate

    file = tmp_path_factory.mktemp("migrated") / "emma.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated, empty database: SQLite, then PostgreSQL."""
    from tests.databases import copy_sqlite

    if request.param == "sqlite":
        file = tmp_path / "fresh" / "emma.db"
        copy_sqlite(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgreSQL = request.getfixturevalue("postgres")
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database."""
    from emma.db.engine import open_engine

    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    """The texts of data/responses.yml."""
    from emma.knowledge.phrases import read_phrases

    return read_phrases(ROOT / "data" / "responses.yml")


@pytest.fixture(scope="session")
def alarms() -> Alarms:
    """The phrases of data/safety.csv."""
    from emma.safety import read_alarms

    return read_alarms(ROOT / "data" / "safety.csv")


@pytest.fixture(scope="session")
def policy() -> HandoffPolicy:
    """handoff.toml as shipped."""
    from emma.handoffs.policy import read_policy

    return read_policy(ROOT / "handoff.toml")


@pytest.fixture
def fake() -> FakeAssistant:
    """An assistant that echoes and remembers every text."""
    from tests.fakes import FakeAssistant

    return FakeAssistant()


@pytest.fixture
def service(
    engine: Engine, fake: FakeAssistant, policy: HandoffPolicy, phrases: Phrases, alarms: Alarms
) -> Conversations:
    """The service of conversations over a fresh database, with the fake assistant."""
    from emma.conversations.receiving import Conversations
    from emma.privacy import Agencies

    return Conversations(engine, fake, policy, phrases, alarms, Agencies())  # type: ignore[arg-type]


@pytest.fixture
def ana(engine: Engine) -> Held:
    """Ana's conversation."""
    from emma.conversations.opening import Held, start

    started = start(engine, None)
    return Held(started.id, started.language, started.status)


@pytest.fixture(scope="session")
def trained() -> Iterator[Process]:
    """The process with the live release loaded; trains one (about two minutes) only where there is none."""
    from emma.web.logs import configure
    from emma.web.wiring import load_live, wire
    from tests.processes import prepared

    configure(logging.WARNING)
    process = wire(prepared())
    load_live(process)
    yield process
    process.close()


@pytest.fixture
def app(trained: Process, settings: Settings) -> FastAPI:
    """The web process over its own copy of the seeded database, with the trained model."""
    from emma.web.app import create_app
    from tests.databases import copy_sqlite
    from tests.processes import with_assistant

    copy_sqlite(trained.settings.var / "emma.db", settings.var / "emma.db")
    return with_assistant(create_app(settings, load=False), trained.assistant)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """HTTP without a network; a failure inside is a 500, as a visitor would see it."""
    from fastapi.testclient import TestClient

    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    """Ana, over HTTP."""
    from tests.visitor import Visitor

    return Visitor(client)
