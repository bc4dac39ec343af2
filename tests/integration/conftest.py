"""Fixtures of the integration tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from emma.cli.asking import Terminal


@pytest.fixture(scope="session")
def terminal() -> Terminal:
    """The live release as `emma ask` and `emma evaluate` run it: turns without conversations."""
    from emma.cli.asking import Terminal
    from tests.processes import prepared

    return Terminal(prepared())
