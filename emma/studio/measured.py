"""How well each intent was understood when the live release was evaluated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import Release
from emma.settings import Settings
from emma.training.evaluated import FIGURES
from emma.training.folders import evaluation_folder

RELEASE = Release.__table__


@dataclass(frozen=True)
class Measured:
    """Of the held-out messages of an intent: `expected` there are, `predicted` were taken for it, `right` of them well.

    `precision`, `recall` and `f1` are 0 to 1, None where there is nothing to divide by.
    """

    expected: int
    predicted: int
    right: int
    precision: float | None
    recall: float | None
    f1: float


def measured(connection: Connection, settings: Settings) -> dict[str, Measured]:
    """By intent, over all sets of the live release's evaluation; empty when it was not evaluated."""
    version = connection.execute(select(RELEASE.c.version).where(RELEASE.c.live.is_(True))).scalar()
    if not version:
        return {}
    file = evaluation_folder(settings.models, version) / FIGURES
    try:
        state = file.stat()
    except OSError:
        return {}
    return _read(str(file), state.st_mtime_ns)


@lru_cache(8)
def _read(file: str, _changed: int) -> dict[str, Measured]:
    try:
        sets: dict[str, Any] = json.loads(Path(file).read_text(encoding="utf-8"))["sets"]
        tables = [one["intents"] for one in sets.values()]
        return _added(tables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _added(tables: list[dict[str, dict[str, Any]]]) -> dict[str, Measured]:
    counts: dict[str, list[int]] = {}
    for table in tables:
        for intent, row in table.items():
            own = counts.setdefault(intent, [0, 0, 0])
            own[0] += row["expected"]
            own[1] += row["predicted"]
            own[2] += round((row["recall"] or 0) * row["expected"])
    return {intent: _measured(*own) for intent, own in counts.items()}


def _measured(expected: int, predicted: int, right: int) -> Measured:
    precision = right / predicted if predicted else None
    recall = right / expected if expected else None
    return Measured(expected, predicted, right, precision, recall, 2 * right / ((expected + predicted) or 1))
