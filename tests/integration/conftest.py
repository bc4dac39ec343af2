"""Fixtures of the integration tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from emma.cli.asking import Terminal
    from emma.conversations.housekeeping import Housekeeping
    from emma.conversations.opening import Held
    from emma.retention import RetentionPolicy
    from emma.settings import Settings
    from emma.vault import Vault


@pytest.fixture(scope="session")
def terminal() -> Terminal:
    """The live release as `emma ask` and `emma evaluate` run it: turns without conversations."""
    from emma.cli.asking import Terminal
    from tests.processes import prepared

    return Terminal(prepared())


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
