"""A message as the gazetteer reads it: folded words with their places in the text as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from emma.nlu.text import fold_with_offsets, read_length

_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}|\b(?:[a-z]\.)+[a-z]\b")
_SHORT_NAME = re.compile(r"\b(st|ft|mt)\.")
_JOINTS = str.maketrans({"’": "'", "-": " ", "/": " ", "‐": " ", "–": " "})
_WORD = re.compile(r"\w+(?:'\w+)*|[^\w\s]")


@dataclass(frozen=True)
class Word:
    """A word or a punctuation mark; `start` and `end` count in the folded text."""

    text: str
    start: int
    end: int

    @property
    def is_name_like(self) -> bool:
        """Letters only."""
        return self.text.replace("'", "").isalpha()


@dataclass(frozen=True)
class Found:
    """A found entity over words `first` to `last` (not included)."""

    entity: str
    value: str
    first: int
    last: int
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()


class Reading:
    """The words of the part of a message that is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded, self.offsets = fold_with_offsets(text[: read_length(text)])
        self.words = words_of(self.folded)

    def written(self, word: Word) -> str:
        """The word as the visitor wrote it."""
        return self.text[self.offsets[word.start] : self.offsets[word.end]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Start and end in the text of the words `first` to `last` (not included)."""
        return self.offsets[self.words[first].start], self.offsets[self.words[last - 1].end]

    @cached_property
    def shouted(self) -> bool:
        """Whether the whole text is in capitals, so that capitals mean nothing."""
        letters = [c for c in self.text if c.isalpha()]
        return sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(self.words) > 3


def words_of(folded: str) -> list[Word]:
    """Words of a folded text; `D.C.` is one word, `St.` loses its dot, hyphens part words. Offsets stay true."""
    even = folded.translate(_JOINTS)
    even = _DOTTED.sub(lambda found: found[0].replace(".", "").ljust(len(found[0])), even)
    even = _SHORT_NAME.sub(r"\1 ", even)
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(even)]


def name_key(name: str) -> str:
    """How a name is compared: its folded words."""
    return " ".join(word.text for word in words_of(fold_with_offsets(name)[0]))
