"""Forms by what people call them: "the fee for becoming a citizen" is that of the N-400 (data/form_words.csv)."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emma.language import fold


@dataclass(frozen=True)
class FormWords:
    """One row: the form is meant when a word of every group begins a word of the message; `_` stands for a space."""

    form: str
    groups: tuple[re.Pattern[str], ...]


def read_form_words(path: Path) -> Sequence[FormWords]:
    """Read the table; the order of its rows is that of the tries, the more special first."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            FormWords(row["form"], tuple(_group(group) for group in row["words"].split()))
            for row in csv.DictReader(file)
        ]


def form_meant(text: str, rows: Sequence[FormWords]) -> str | None:
    """The form of the first row whose groups all occur, or None."""
    folded = fold(text)
    return next((row.form for row in rows if all(group.search(folded) for group in row.groups)), None)


def _group(group: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace("_", " ") for word in group.split("|"))
    return re.compile(rf"\b(?:{words})")
