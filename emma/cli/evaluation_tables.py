"""The figures of an evaluation as tables in the terminal. The JSON file holds all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

MEASURES = {
    "route": "outcome",
    "topic": "topic",
    "strict": "outcome and topic",
    "lenient": "accepted meaning",
    "within": "or its two buttons",
    "article_first": "article first",
    "article_within": "article or two buttons",
    "language": "reply language",
}
WEAKEST = 25
MOST_LISTED = 40


def show(out: Console, found: Mapping[str, Any]) -> None:
    """Print everything worth reading at once."""
    out.print(f"{found['messages']} held-out messages, release {found['release'] or 'unknown'}, 95 % intervals")
    out.print(_languages(found))
    out.print(_guard(found))
    for name in ("outcomes", "registers", "topics"):
        out.print(_groups(f"by expected {name.removesuffix('s')}", found[name]))
    out.print(_outcome_confusion(found["confused_outcomes"]))
    out.print(_weakest(found))
    out.print(_confused(found["confused_intents"]))
    for name, title in (("wrong_but_certain", "wrong but certain"), ("unavailable", "no answer at all")):
        if found[name]:
            out.print(_listed(f"{title}: {len(found[name])}", found[name]))


def _languages(found: Mapping[str, Any]) -> Table:
    table = Table(title="Right", title_justify="left")
    for column in ("", "all", "English", "Spanish", "English − Spanish"):
        table.add_column(column, justify="left" if column == "" else "right")
    for name, title in MEASURES.items():
        gap = found["english_minus_spanish"].get(name)
        told = f"{100 * gap['difference']:+.1f} [{100 * gap['low']:+.1f}, {100 * gap['high']:+.1f}]" if gap else ""
        both = [found["languages"][lang][name] for lang in ("en", "es")]
        table.add_row(title, *(_interval(figure) for figure in (found["overall"][name], *both)), told)
    return table


def _guard(found: Mapping[str, Any]) -> Table:
    table = Table(title="The boundary", title_justify="left")
    for column in ("", "found", "interval or upper bound"):
        table.add_column(column)
    general = found["as_if_general"]
    for kind, bound in {"the three kinds": general["total"], **general["kinds"]}.items():
        counted = f"{bound['events']} of {bound['of']}"
        table.add_row(f"{kind} answered as if general", counted, f"≤ {_percent(bound['upper_bound'])}")
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
        table.add_row(title, f"{figure['right']} of {figure['of']}", _interval(figure))
    times = " ".join(f"{name} {value}" for name, value in found["cpu_ms"].items())
    table.add_row("CPU ms a message", times, "")
    return table


def _groups(title: str, groups: Mapping[str, Any]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    shown = [name for name in MEASURES if name not in ("within", "language")]
    for column in ("messages", *(MEASURES[name] for name in shown)):
        table.add_column(column, justify="right")
    for name, group in groups.items():
        table.add_row(name, str(group["route"]["of"]), *(_percent(group[key]["share"]) for key in shown))
    return table


def _outcome_confusion(confusion: Mapping[str, Mapping[str, int]]) -> Table:
    names = sorted({name for row in confusion.values() for name in row})
    table = Table(title="outcomes: expected down, predicted across", title_justify="left")
    table.add_column("")
    for name in names:
        table.add_column(name.replace("_", " "), justify="right")
    for expected, row in confusion.items():
        cells = (_cell(row.get(name, 0), name == expected) for name in names)
        table.add_row(expected.replace("_", " "), *cells)
    return table


def _cell(times: int, right: bool) -> str:
    if not times:
        return ""
    return f"[green]{times}[/green]" if right else f"[red]{times}[/red]"


def _weakest(found: Mapping[str, Any]) -> Table:
    table = Table(title=f"weakest intents, of all macro-F1 {found['macro_f1']:.3f}", title_justify="left")
    table.add_column("intent")
    for column in ("expected", "predicted", "precision", "recall", "F1"):
        table.add_column(column, justify="right")
    expected = [(name, row) for name, row in found["intents"].items() if row["expected"]]
    for name, row in sorted(expected, key=lambda item: (item[1]["f1"], -item[1]["expected"]))[:WEAKEST]:
        counts = (str(row["expected"]), str(row["predicted"]))
        table.add_row(name, *counts, *(_percent(row[key]) for key in ("precision", "recall", "f1")))
    return table


def _confused(pairs: list[dict[str, Any]]) -> Table:
    table = Table(title="confused most", title_justify="left")
    for column in ("expected", "predicted", "times"):
        table.add_column(column)
    for pair in pairs:
        table.add_row(pair["expected"], pair["predicted"], str(pair["times"]))
    return table


def _listed(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("message", "expected", "predicted", "sure"):
        table.add_column(column, overflow="fold")
    for row in rows[:MOST_LISTED]:
        predicted = row["error"] or f"{row['predicted_outcome']} {row['predicted_meanings']}"
        expected = f"{row['expected_outcome']} {row['expected_intent']}"
        table.add_row(row["text"].replace("[", "\\["), expected, predicted, f"{row['confidence']:.2f}")
    if len(rows) > MOST_LISTED:
        table.add_row(f"… and {len(rows) - MOST_LISTED} more, in the file of --misses or --json", "", "", "")
    return table


def _interval(figure: Mapping[str, Any]) -> str:
    if figure["share"] is None:
        return "none"
    return f"{_percent(figure['share'])} \\[{100 * figure['low']:.1f}, {100 * figure['high']:.1f}]"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"
