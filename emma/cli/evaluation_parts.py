"""The whole evaluation as tables: the sets beside each other, then each, dialogues, entities, statements, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from emma.cli.evaluation_tables import interval, percent, set_tables
from emma.cli.grids import Grid

SIDE_BY_SIDE = {
    "route": "outcome",
    "strict": "outcome and topic",
    "lenient": "accepted meaning",
    "article_first": "article first",
    "article_within": "article or two buttons",
}


def all_tables(found: Mapping[str, Any]) -> Iterator[Grid]:
    """Every table of the parts that were evaluated."""
    sets = found.get("sets", {})
    if sets:
        yield beside(sets)
    for name, figures in sets.items():
        yield from set_tables(figures, name)
    if "dialogues" in found:
        yield from dialogue_tables(found["dialogues"])
    if "entities" in found:
        yield from entity_tables(found["entities"])
    if "statements" in found:
        yield from statement_tables(found["statements"])
    if "search" in found:
        yield search_table(found["search"])


def beside(sets: Mapping[str, Any]) -> Grid:
    """One row a set and language."""
    columns = ("set", "messages", *SIDE_BY_SIDE.values(), "as if general", "wrong but certain")
    grid = Grid("The sets (intervals: below)", columns)
    for name, found in sets.items():
        general = found["as_if_general"]["total"]
        counts = (f"{general['events']} of {general['of']}", str(len(found["wrong_but_certain"])))
        parts = {name: found["overall"], **{f"{name} {lang}": one for lang, one in found["languages"].items()}}
        for part, shares in parts.items():
            cells = (str(shares["route"]["of"]), *(percent(shares[key]["share"]) for key in SIDE_BY_SIDE))
            grid.add(part, *cells, *(counts if part == name else ()))
    return grid


def dialogue_tables(found: Mapping[str, Any]) -> Iterator[Grid]:
    """What passed by file, then each turn that went wrong and each that went in circles."""
    grid = Grid(
        "Dialogues", ("file", "dialogues", "passed", "turns", "turns right", "must-contain words", "circular answers")
    )
    for name, one in {"all": found, **found["files"]}.items():
        passed = f"{one['dialogues_passed']} ({percent(one['dialogues_passed'] / max(1, one['dialogues']))})"
        right = f"{one['turns_right']} ({percent(one['turns_right'] / max(1, one['turns']))})"
        contains = f"{one['contains_right']} of {one['contains']}"
        grid.add(name, str(one["dialogues"]), passed, str(one["turns"]), right, contains, str(one["circular_answers"]))
    yield grid
    yield _lines("Circular answers", found["circles"])
    yield _lines("Turns that went wrong", found["misses"])


def entity_tables(found: Mapping[str, Any]) -> Iterator[Grid]:
    """Precision, recall and F1 of each entity, and each message with a difference."""
    title = f"Entities in {found['messages']} messages; all right in {interval(found['exact'])}"
    grid = Grid(title, ("entity", "expected", "found", "right", "precision", "recall", "F1"))
    rows = {
        **found["entities"],
        **{f"all {lang}": row for lang, row in found["languages"].items()},
        "all": found["all"],
    }
    for name, row in rows.items():
        counts = (str(row[key]) for key in ("expected", "found", "right"))
        grid.add(name, *counts, *(percent(row[key]) for key in ("precision", "recall", "f1")))
    yield grid
    misses = Grid("Entities that differ", ("place", "message", "missing", "too many"), words=True)
    for row in found["misses"]:
        misses.add(row["place"], row["text"], "; ".join(row["missing"]), "; ".join(row["wrong"]))
    yield misses


def statement_tables(found: Mapping[str, Any]) -> Iterator[Grid]:
    """The statements of the source documents: right altogether, and the words that must be said."""
    grid = Grid("Statements of the sources, 95 % intervals", ("", "all", "English", "Spanish"))
    for name, told in {"right": "article, topic and words", "contains": "must-contain words"}.items():
        grid.add(told, *(interval(found[name][lang]) for lang in ("all", "en", "es")))
    yield grid
    yield _lines("Statements that went wrong", found["misses"])


def search_table(found: Mapping[str, Any]) -> Grid:
    """Article search alone, without the intents; in percent."""
    columns = ("set", "messages", "hit@1", "hit@3", "answers", "right of those", "strangers", "strangers answered")
    grid = Grid("Article search alone, percent", columns)
    for name, languages in found.items():
        for language, row in languages.items():
            grid.add(
                f"{name} {language}", str(row["messages"]), str(row["first"]), str(row["among_three"]),
                str(row["answered"]), str(row["right_when_answered"]), str(row["strangers"]),
                str(row["strangers_answered"]),
            )  # fmt: skip
    return grid


def _lines(title: str, lines: Sequence[str]) -> Grid:
    grid = Grid(f"{title}: {len(lines)}", ("",), words=True)
    for line in lines:
        grid.add(line)
    return grid
