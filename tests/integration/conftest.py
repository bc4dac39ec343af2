"""Fixtures of the integration tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from emma.cli.asking import Terminal
    from emma.conversations.housekeeping import Housekeeping
    from emma.conversations.opening import Held
    from emma.desk.context import Desk
    from emma.handoffs.policy import HandoffPolicy
    from emma.knowledge.phrases import Phrases
    from emma.retention import RetentionPolicy
    from emma.settings import Settings
    from emma.vault import Vault


@pytest.fixture(scope="session")
def terminal() -> Terminal:
    """The live release as `emma ask` and `emma evaluate` run it: turns without conversations."""
    from emma.cli.asking import Terminal
    from tests.processes import prepared

    return Terminal(prepared())


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Engine]]:
    """A folder with a database that holds the tables and articles of data/, and its engine."""
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.knowledge.seed import seed
    from emma.settings import ROOT

    var = tmp_path_factory.mktemp("seeded")
    engine = open_engine(f"sqlite:///{var / 'emma.db'}")
    migrate(engine)
    seed(engine, ROOT / "data")
    yield var, engine
    engine.dispose()


@pytest.fixture
def tables(seeded: tuple[Path, Engine]) -> Engine:
    """The seeded tables, bound as what the actions read from; no model, no index."""
    from emma.knowledge.reading import bind
    from tests.processes import settings_in

    var, engine = seeded
    bind(settings_in(var), engine)
    return engine


@pytest.fixture
def work(engine: Engine, settings: Settings) -> Housekeeping:
    """The housekeeping over a fresh database, with keys in a folder of the test's own."""
    from emma.conversations.housekeeping import housekeeping

    return housekeeping(engine, settings)


@pytest.fixture
def vault(work: Housekeeping) -> Vault:
    """The forms as shipped, with their keys."""
    return work.vault


@pytest.fixture
def rules() -> RetentionPolicy:
    """retention.toml as shipped."""
    from emma.retention import policy

    return policy()


@pytest.fixture
def handoff(engine: Engine, ana: Held) -> int:
    """Ana's handoff, held by Ben."""
    from tests.agents import claimed

    return claimed(engine, ana.id, "ben")


@pytest.fixture
def desk(engine: Engine, policy: HandoffPolicy, phrases: Phrases, vault: Vault) -> Desk:
    """The desk over a fresh database, with keys in a folder of the test's own and no search index."""
    from emma.desk.context import Desk
    from emma.desk.disclosure import read_disclosure
    from emma.privacy import Agencies
    from emma.settings import ROOT

    disclosure = read_disclosure(ROOT / "disclosure.toml")
    return Desk(engine, policy, phrases, Agencies(), vault, disclosure)
