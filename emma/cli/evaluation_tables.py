"""The figures of one held-out set as tables. The JSON file holds all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emma.cli.grids import Grid

MEASURES = {
    "route": "outcome",
    "topic": "topic",
    "strict": "outcome and topic",
    "lenient": "accepted meaning",
    "within": "or its two buttons",
    "article_first": "article first",
    "article_within": "article or two buttons",
    "contains": "must-contain words",
    "language": "reply language",
}
GROUPED = ("route", "topic", "strict", "lenient", "article_first", "article_within")
WEAKEST = 25


def set_tables(found: Mapping[str, Any], name: str) -> Iterator[Grid]:
    """Everything worth reading about one set at once."""
    yield right(found, f"{name}: {found['messages']} messages, right")
    yield boundary(found, f"{name}: the boundary")
    yield groups(f"{name}: by topic", found["topics"])
    yield groups(f"{name}: by expected outcome", found["outcomes"])
    yield groups(f"{name}: by register", found["registers"])
    yield _outcome_confusion(found["confused_outcomes"], f"{name}: outcomes, expected down, predicted across")
    yield _weakest(found, name)
    yield _confused(found["confused_intents"], f"{name}: confused most")
    yield listed(f"{name}: wrong but certain, {len(found['wrong_but_certain'])}", found["wrong_but_certain"])
    if found["unavailable"]:
        yield listed(f"{name}: no answer at all, {len(found['unavailable'])}", found["unavailable"])


def right(found: Mapping[str, Any], title: str) -> Grid:
    """Each measure with its interval: all, by language, and the gap."""
    grid = Grid(title, ("95 % intervals", "all", "English", "Spanish", "English − Spanish"))
    for name, told in MEASURES.items():
        gap = found["english_minus_spanish"].get(name)
        apart = f"{100 * gap['difference']:+.1f} [{100 * gap['low']:+.1f}, {100 * gap['high']:+.1f}]" if gap else ""
        each = (found["overall"][name], *(found["languages"][lang][name] for lang in ("en", "es")))
        grid.add(told, *map(interval, each), apart)
    return grid


def boundary(found: Mapping[str, Any], title: str) -> Grid:
    """What must not be answered as general, what must not be refused, what is out of scope; CPU time."""
    grid = Grid(title, ("", "found", "interval or upper bound"), words=True)
    general = found["as_if_general"]
    for kind, bound in {"the three kinds": general["total"], **general["kinds"]}.items():
        counted = f"{bound['events']} of {bound['of']}"
        grid.add(f"{kind} answered as if general", counted, f"≤ {percent(bound['upper_bound'])}")
    others = {
        "emergency noticed": general["emergency_noticed"],
        "false emergency": general["false_emergency"],
        "general refused as case-specific": found["refused_as_case_specific"],
        "out of scope not answered (recall)": found["out_of_scope"]["recall"],
        "out of scope declined at once": found["out_of_scope"]["declined"],
        "in scope turned away (false alarm)": found["out_of_scope"]["false_alarm"],
        "two questions, both answered": found["two_questions_both"],
    }
    for title, figure in others.items():
        grid.add(title, f"{figure['right']} of {figure['of']}", interval(figure))
    grid.add("CPU ms a message", " ".join(f"{name} {value}" for name, value in found["cpu_ms"].items()))
    return grid


def groups(title: str, found: Mapping[str, Any]) -> Grid:
    """One row a group."""
    grid = Grid(title, ("", "messages", *(MEASURES[name] for name in GROUPED)))
    for name, group in found.items():
        grid.add(name, str(group["route"]["of"]), *(percent(group[key]["share"]) for key in GROUPED))
    return grid


def listed(title: str, rows: list[dict[str, Any]]) -> Grid:
    """Every message of a list with what was expected and what came."""
    grid = Grid(title, ("place", "message", "expected", "came", "sure"), words=True)
    for row in rows:
        came = row["error"] or f"{row['predicted_outcome']} {row['predicted_meanings']}"
        expected = f"{row['expected_outcome']} {row['expected_intent']}"
        grid.add(row["place"], row["text"], expected, came, f"{row['confidence']:.2f}")
    return grid


def _outcome_confusion(confusion: Mapping[str, Mapping[str, int]], title: str) -> Grid:
    names = sorted({name for row in confusion.values() for name in row})
    grid = Grid(title, ("", *(name.replace("_", " ") for name in names)))
    for expected, row in confusion.items():
        grid.add(expected.replace("_", " "), *(str(row.get(name) or "") for name in names))
    return grid


def _weakest(found: Mapping[str, Any], name: str) -> Grid:
    columns = ("intent", "expected", "predicted", "precision", "recall", "F1")
    grid = Grid(f"{name}: weakest intents, of all macro-F1 {found['macro_f1']:.3f}", columns)
    expected = [(intent, row) for intent, row in found["intents"].items() if row["expected"]]
    for intent, row in sorted(expected, key=lambda item: (item[1]["f1"], -item[1]["expected"]))[:WEAKEST]:
        counts = (str(row["expected"]), str(row["predicted"]))
        grid.add(intent, *counts, *(percent(row[key]) for key in ("precision", "recall", "f1")))
    return grid


def _confused(pairs: list[dict[str, Any]], title: str) -> Grid:
    grid = Grid(title, ("expected", "predicted", "times"), words=True)
    for pair in pairs:
        grid.add(pair["expected"], pair["predicted"], str(pair["times"]))
    return grid


def interval(figure: Mapping[str, Any]) -> str:
    """A share with its 95 % interval; of nothing "none"."""
    if figure["share"] is None:
        return "none"
    return f"{percent(figure['share'])} [{100 * figure['low']:.1f}, {100 * figure['high']:.1f}]"


def percent(value: float | None) -> str:
    """A share in percent; nothing where there was nothing to divide by."""
    return "" if value is None else f"{100 * value:.1f} %"
