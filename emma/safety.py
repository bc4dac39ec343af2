"""The emergency rule that runs in every status: phrases of data/safety.csv, found in order in a folded text. Pure."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from emma.language import fold

GAP = 3


@dataclass(frozen=True)
class Alarms:
    """Compiled phrases, in the order of the file: the first that is heard names the kind."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def heard(self, text: str) -> str | None:
        """The kind of emergency a text tells of (danger, self_harm, …), or None."""
        folded = " ".join(fold(text).split())
        return next((kind for kind, pattern in self.patterns if pattern.search(folded)), None)


def read_alarms(path: Path) -> Alarms:
    """Compile `safety.csv`: the words of a phrase in this order, at most three other words between two."""
    between = rf"\W+(?:\w+\W+){{0,{GAP}}}?"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["kind"], row["phrase"]) for row in csv.DictReader(file)]
    return Alarms(
        tuple((kind, re.compile(rf"\b{between.join(map(re.escape, phrase.split()))}\b")) for kind, phrase in rows)
    )
