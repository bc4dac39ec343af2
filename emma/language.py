"""Which language a message is in, by function words: a change needs three of the other language (design §10)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
NEEDED = 3
SPANISH_MARKS = frozenset("¿¡ñáéíóú")


@dataclass(frozen=True)
class Words:
    """`word -> language`: function words say which language a sentence is in, content words help with short ones."""

    function: Mapping[str, str]
    content: Mapping[str, str]


def read_words(path: Path) -> Words:
    """Read data/language_words.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Words(*({r["word"]: r["lang"] for r in rows if r["kind"] == kind} for kind in ("function", "content")))


def fold(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def counts(text: str, words: Mapping[str, str]) -> dict[str, int]:
    """How many of these words of each language the text holds."""
    found = {"en": 0, "es": 0}
    for word in WORD.findall(fold(text)):
        language = words.get(word)
        if language:
            found[language] += 1
    return found


def reply_language(text: str, current: str, words: Words, *, settled: bool) -> str:
    """The language to answer in. Until the visitor's language is settled, any clear sign decides."""
    found = counts(text, words.function)
    if not settled:
        content = counts(text, words.content)
        score = {language: 2 * found[language] + content[language] for language in found}
        if SPANISH_MARKS & set(text.lower()):
            score["es"] += 1
        if score["en"] != score["es"]:
            return "es" if score["es"] > score["en"] else "en"
        return current
    other = "es" if current == "en" else "en"
    return other if found[other] >= NEEDED and found[other] > found[current] else current
