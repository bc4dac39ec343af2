"""Intents, routes and refusals on the held-out messages of tests/nlu: our NLU and stock's, the same redacted texts.

Both are judged on the NLU alone. The route is the (outcome, reason, topic) that the held-out rows most often give to
the predicted intent. `emma evaluate` judges our whole path, where the emergency rule and the article search help.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.held_out import REFUSED, Row, read_rows, routes_of_intents
from benchmarks.measure import percentiles, save, table
from benchmarks.subject import Driver
from emma.settings import current

BATCH = 50
GENERAL = frozenset({"answered", "redirected", "asked"})
GUARDED = frozenset({"case_specific", "sensitive", "safety"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", type=Path, default=current().var / "stock", help="folder of the stock project")
    given = parser.parse_args()
    rows = read_rows()
    figures: dict[str, Any] = {}
    for name, arguments in (("ours", ("ours",)), ("stock", ("stock", str(given.stock)))):
        driver = Driver(*arguments)
        names: list[str] = []
        costs: list[float] = []
        for start in range(0, len(rows), BATCH):
            found = driver.ask(parse=[row.text for row in rows[start : start + BATCH]])
            names += [intent for intent, _ in found["intents"]]
            costs += found["ms"]
        driver.close()
        figures[name] = score(rows, names) | {"cpu_ms": percentiles(costs)}
    save("accuracy", {"messages": len(rows), "figures": figures})
    lines = [[what, _shown(figures["ours"][what]), _shown(figures["stock"][what])] for what in figures["ours"]]
    table(f"{len(rows)} held-out messages, NLU alone (% of n)", ("what", "ours", "stock"), lines)


def score(rows: list[Row], names: list[str]) -> dict[str, Any]:
    """Percentages with their n. An intent is right when it is the expected one or one that `also` allows."""
    pairs = list(zip(rows, names, strict=True))
    routes = routes_of_intents(rows)

    def share(of: Callable[[Row], bool], right: Callable[[Row, str], bool]) -> dict[str, float]:
        chosen = [right(row, name) for row, name in pairs if of(row)]
        return {"percent": round(100 * sum(chosen) / len(chosen), 1), "n": len(chosen)} if chosen else {}

    def right_route(row: Row, name: str) -> bool:
        return name in row.intents or routes.get(name) == row.route

    def right_outcome(row: Row, name: str) -> bool:
        return name in row.intents or (name in routes and routes[name][:2] == row.route[:2])

    return {
        "intent": share(lambda row: True, lambda row, name: name in row.intents),
        "intent, English": share(lambda row: row.language == "en", lambda row, name: name in row.intents),
        "intent, Spanish": share(lambda row: row.language == "es", lambda row, name: name in row.intents),
        "route: outcome, reason, topic": share(lambda row: True, right_route),
        "route: outcome, reason": share(lambda row: True, right_outcome),
        "out of scope: refused": share(lambda row: not row.in_scope, lambda row, name: name in REFUSED),
        "in scope: refused (false alarm)": share(lambda row: row.in_scope, lambda row, name: name in REFUSED),
        "case-specific, sensitive, safety: kept from a general answer": share(
            lambda row: row.route[1] in GUARDED,
            lambda row, name: name in row.intents or routes.get(name, ("",))[0] not in GENERAL,
        ),
        "general: taken for case-specific": share(
            lambda row: row.route[0] in GENERAL and not any(name.startswith("my_") for name in row.intents),
            lambda row, name: name.startswith("my_"),
        ),
    }


def _shown(found: dict[str, float]) -> str:
    if "p50" in found:
        return f"p50 {found['p50']} ms, p95 {found['p95']} ms"
    return f"{found['percent']} (n={found['n']})" if found else "-"


if __name__ == "__main__":
    main()
