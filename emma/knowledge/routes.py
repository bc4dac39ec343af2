"""data/routes.csv: what each behaviour intent means for outcome, reason, topic, tier and self-service article."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emma.errors import KnowledgeError
from emma.words import TOPICS, Outcome, Reason


@dataclass(frozen=True)
class Route:
    """One row of the routing table. `pickers` are articles that ask, offered beside an offer of a person."""

    intent: str
    outcome: Outcome
    reason: Reason | None
    topic: str
    tier: str
    article: str
    pickers: tuple[str, ...] = ()


def read_routes(path: Path) -> Mapping[str, Route]:
    """`intent -> Route`. Raises KnowledgeError naming the row that uses an unknown word."""
    routes: dict[str, Route] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                reason = Reason(row["reason"]) if row["reason"] else None
                route = Route(
                    row["intent"],
                    Outcome(row["outcome"]),
                    reason,
                    row["topic"],
                    row["tier"],
                    row["article"],
                    tuple(row["pickers"].split()),
                )
            except ValueError as error:
                raise KnowledgeError(f"{path.name}, {row['intent']}: {error}") from None
            if route.topic not in TOPICS or route.tier not in ("1", "2", "supervisor"):
                raise KnowledgeError(f"{path.name}, {route.intent}: unknown topic or tier")
            routes[route.intent] = route
    return routes
