"""Entities found in held-out messages: precision, recall and F1 by name, and every difference."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emma.errors import KnowledgeError
from emma.evaluation.held_out import ENTITIES
from emma.evaluation.intervals import share
from emma.words import LANGUAGES

COLUMNS = ("text", "lang", "entities")
NAMES = frozenset(
    {"place_city", "place_state", "place_zip", "place_country", "place_abroad_city", "form", "agency", "purpose"}
)

Pair = tuple[str, str]
Find = Callable[[str], Iterable[Pair]]


@dataclass(frozen=True)
class Named:
    """One message with the entities that are in it, each once; `found` is what the extractor made of it."""

    text: str
    lang: str
    expected: frozenset[Pair]
    place: str
    found: frozenset[Pair] = frozenset()


def read_entities(folder: Path) -> list[Named]:
    """The rows of entities.csv, `name=value;name=value` each; none when the folder has no such file.

    Raises KnowledgeError with the place for other columns, an unknown language or an unknown entity.
    """
    path = folder / ENTITIES
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise KnowledgeError(f"{path.name}: the columns are {reader.fieldnames}, expected {list(COLUMNS)}")
        return [_named(row, f"{path.name}:{number}") for number, row in enumerate(reader, start=1)]


def find_all(rows: Sequence[Named], find: Find) -> list[Named]:
    """Each row with what `find(text)` gives; names that are not scored are left out."""
    return [
        Named(row.text, row.lang, row.expected, row.place, frozenset(p for p in find(row.text) if p[0] in NAMES))
        for row in rows
    ]


def entity_figures(rows: Sequence[Named]) -> dict[str, Any]:
    """Per name, per language and for all: counts, precision, recall, F1. `exact`: messages without any difference."""
    names = sorted({pair[0] for row in rows for pair in row.expected | row.found})
    return {
        "messages": len(rows),
        "exact": share(row.found == row.expected for row in rows).figures,
        "all": _counted(rows, NAMES),
        "languages": {lang: _counted([row for row in rows if row.lang == lang], NAMES) for lang in LANGUAGES},
        "entities": {name: _counted(rows, frozenset({name})) for name in names},
        "misses": [
            {
                "place": row.place,
                "text": row.text,
                "missing": _told(row.expected - row.found),
                "wrong": _told(row.found - row.expected),
            }
            for row in rows
            if row.found != row.expected
        ],
    }


def _counted(rows: Sequence[Named], names: frozenset[str]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts["expected"] += sum(pair[0] in names for pair in row.expected)
        counts["found"] += sum(pair[0] in names for pair in row.found)
        counts["right"] += sum(pair[0] in names for pair in row.expected & row.found)
    total = counts["expected"] + counts["found"]
    return {
        **{name: counts[name] for name in ("expected", "found", "right")},
        "precision": _divided(counts["right"], counts["found"]),
        "recall": _divided(counts["right"], counts["expected"]),
        "f1": _divided(2 * counts["right"], total),
    }


def _divided(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _told(pairs: frozenset[Pair]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(pairs)]


def _named(row: dict[str, str], place: str) -> Named:
    if row["lang"] not in LANGUAGES:
        raise KnowledgeError(f"{place}: unknown language {row['lang']!r}")
    pairs = [one.partition("=") for one in (row["entities"] or "").split(";") if one.strip()]
    for name, _, value in pairs:
        if name.strip() not in NAMES or not value.strip():
            raise KnowledgeError(f"{place}: no entity {name.strip()!r} with a value {value.strip()!r}")
    return Named(row["text"], row["lang"], frozenset((name.strip(), value.strip()) for name, _, value in pairs), place)
