"""Which language a message is in, by function words: a change needs three of the other language (design §10).

Ten languages that the assistant does not speak are told by their script or by words that neither English nor Spanish
has (data/other_languages.csv), and get a reviewed sentence in that language.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
NEEDED = 3
OTHER_NEEDED = 2
OTHER_SHARE = 0.2
SHORT, SHORT_LETTERS = 3, 4
MASK = re.compile(r"\[[a-zA-Z -]+\]")
LATIN = "LATIN"
SPANISH_MARKS = frozenset("¿¡ñáéíóú")


@dataclass(frozen=True)
class OtherLanguage:
    """One row of data/other_languages.csv.

    `marks` are letters that show it (needed where a script has no words), `without` letters that rule it out.
    """

    lang: str
    name: str
    script: str
    marks: frozenset[str]
    without: frozenset[str]
    words: frozenset[str]
    sentence: str
    source: Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """`word -> language`: function words say which language a sentence is in, content words help with short ones."""

    function: Mapping[str, str]
    content: Mapping[str, str]
    others: tuple[OtherLanguage, ...] = ()


def read_words(path: Path) -> Words:
    """Read data/language_words.csv and, beside it, other_languages.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    function, content = ({r["word"]: r["lang"] for r in rows if r["kind"] == kind} for kind in ("function", "content"))
    return Words(function, content, _read_others(path.with_name("other_languages.csv")))


def _read_others(path: Path) -> tuple[OtherLanguage, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            OtherLanguage(
                lang=row["lang"],
                name=row["name"],
                script=row["script"],
                marks=frozenset(row["marks"]),
                without=frozenset(row["without"]),
                words=frozenset(row["words"].split()),
                sentence=row["sentence"].replace("{page}", row["page"]),
                source={"title": row["source"], "url": row["page"], "as_of": row["as_of"]},
            )
            for row in csv.DictReader(file)
        )


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


def other_language(text: str, words: Words) -> OtherLanguage | None:
    """The language of a redacted text that is in one of the ten others, or None."""
    text = unicodedata.normalize("NFC", MASK.sub(" ", text).lower())
    letters = [letter for letter in text if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    foreign = {script: count for script, count in scripts.items() if script != LATIN}
    if not foreign:
        return _by_words(WORD.findall(text), text, words)
    script, count = max(foreign.items(), key=lambda pair: pair[1])
    if len(foreign) > 1 or count < OTHER_NEEDED or count < OTHER_SHARE * len(letters):
        return None
    return next((one for one in words.others if one.script == script and _by_letters(one, set(letters))), None)


def _by_words(said: list[str], text: str, words: Words) -> OtherLanguage | None:
    """Two words that are its own, a fifth of all and no fewer than English ones; or nothing but such words."""
    found = [(len(_own_words(one, said)), one) for one in words.others if one.script == LATIN]
    hits, best = max(found, key=lambda pair: pair[0], default=(0, None))
    enough = hits >= max(OTHER_NEEDED, OTHER_SHARE * len(said), counts(text, words.function)["en"])
    greeting = 0 < hits == len(set(said)) <= SHORT and sum(map(len, set(said))) >= SHORT_LETTERS
    return best if enough or greeting else None


def _by_letters(one: OtherLanguage, letters: set[str]) -> bool:
    return not one.without & letters and (not one.marks or bool(one.marks & letters))


def _own_words(one: OtherLanguage, said: list[str]) -> set[str]:
    return {word for word in said if word in one.words or one.marks & set(word)}
