"""The held-out messages of tests/nlu, redacted as the NLU would see them, and what each should lead to."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from emma.conversations.incoming import read_text
from emma.privacy import Agencies
from emma.settings import ROOT

FOLDER = ROOT / "tests" / "nlu"
REFUSED = frozenset({"out_of_scope", "nlu_fallback"})


@dataclass(frozen=True)
class Row:
    """One message; `intents` are the right full intent names, the best first; a route is (outcome, reason, topic)."""

    text: str
    language: str
    intents: tuple[str, ...]
    route: tuple[str, str, str]

    @property
    def in_scope(self) -> bool:
        """Whether Emma should do something about it."""
        return self.intents[0] != "out_of_scope"


def read_rows(folder: Path = FOLDER) -> list[Row]:
    """All rows with an intent, in file order; each text once."""
    rows: dict[str, Row] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for raw in csv.DictReader(file):
                if raw["intent"]:
                    row = _row(raw)
                    rows.setdefault(row.text, row)
    return list(rows.values())


def _row(raw: dict[str, str]) -> Row:
    also = [name.strip() for name in (raw["also"] or "").replace("|", " ").replace(";", " ").split()]
    text = read_text(raw["text"], Agencies()).text
    return Row(text, raw["lang"], (raw["intent"], *also), (raw["outcome"], raw["reason"] or "", raw["topic"]))


def shuffled_texts(rows: list[Row], seed: int = 7) -> list[str]:
    """The texts in a fixed random order, so that every window of them is the same mixture."""
    texts = [row.text for row in rows]
    random.Random(seed).shuffle(texts)
    return texts


def routes_of_intents(rows: list[Row]) -> dict[str, tuple[str, str, str]]:
    """The commonest route of each intent; a refused message is declined."""
    seen: defaultdict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for row in rows:
        seen[row.intents[0]][row.route] += 1
    routes = {name: counted.most_common(1)[0][0] for name, counted in seen.items()}
    return routes | dict.fromkeys(REFUSED, ("declined", "", "other"))
