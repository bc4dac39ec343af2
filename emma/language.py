"""Which language a message is in, by function words: a change needs three of the other language (design §10)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
NEEDED = 3
SPANISH_MARKS = frozenset("¿¡ñáéíóú")


def read_words(path: Path) -> dict[str, str]:
    """`word -> language` from data/language_words.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["lang"] for row in csv.DictReader(file)}


def fold(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def counts(text: str, words: Mapping[str, str]) -> dict[str, int]:
    """How many function words of each language the text holds."""
    found = {"en": 0, "es": 0}
    for word in WORD.findall(fold(text)):
        language = words.get(word)
        if language:
            found[language] += 1
    return found


def reply_language(text: str, current: str, words: Mapping[str, str], *, settled: bool) -> str:
    """The language to answer in. Until the visitor's language is settled, any clear sign decides."""
    found = counts(text, words)
    if not settled:
        if SPANISH_MARKS & set(text.lower()):
            found["es"] += 1
        if found["en"] != found["es"]:
            return "es" if found["es"] > found["en"] else "en"
        return current
    other = "es" if current == "en" else "en"
    return other if found[other] >= NEEDED and found[other] > found[current] else current
