"""Names for who did something in the studio: people, the operator at the terminal, and git."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine

from emma.accounts.directory import everybody
from emma.audit import OPERATOR
from emma.studio.files import FILES


def names(engine: Engine, t: dict[str, Any]) -> Callable[[str | None], str]:
    """Who an id is, in words. `t` holds `operator`, `git` and `somebody` (an account that is gone)."""
    with engine.connect().execution_options(read_only=True) as connection:
        known = {row.id: row.name for row in everybody(connection)}
    fixed = {OPERATOR: t["operator"], FILES: t["git"]}

    def name(person_id: str | None) -> str:
        return fixed.get(person_id or "") or known.get(person_id or "") or str(t["somebody"])

    return name
