"""Near-identical examples of different intents: they teach the model to guess.

Two texts are compared (rapidfuzz, normalised InDel similarity) only when they share a deletion key: their words in
order of the alphabet, in texts of 4 to 12 words also with one left out. That is linear in the number of examples and
misses no pair that differs in one word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from emma.language import fold

WORD = re.compile(r"[^\W_]+")
SAME = 100.0
ALIKE = 94.0
FEWEST_WORDS, MOST_WORDS = 4, 12


@dataclass(frozen=True)
class Pair:
    """Two examples of two intents, and how alike they are, 0..100."""

    one: str
    other: str
    text: str
    like: str
    score: float


def pairs(examples: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
    """Pairs of different intents, each once, that hold the same words (100) or are alike (94 and more)."""
    buckets: dict[tuple[str, ...], list[tuple[str, str, str]]] = defaultdict(list)
    found: set[tuple[str, str, str, str]] = set()
    for intent, texts in examples.items():
        for text in texts:
            words = tuple(sorted(WORD.findall(fold(text))))
            folded = " ".join(WORD.findall(fold(text)))
            for key in deletion_keys(words):
                for other, like, known in buckets[key]:
                    pair = (other, intent, like, text)
                    if other == intent or pair in found:
                        continue
                    score = SAME if known == folded else fuzz.ratio(known, folded)
                    if score >= ALIKE:
                        found.add(pair)
                        yield Pair(other, intent, like, text, score)
                buckets[key].append((intent, text, folded))


def deletion_keys(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What two texts share that differ in one word at most; `words` in the order of the alphabet."""
    if not words:
        return
    yield words
    if FEWEST_WORDS <= len(words) <= MOST_WORDS:
        for i in range(len(words)):
            yield (*words[:i], *words[i + 1 :])
