"""Typos: a word nobody taught is read as the nearest word that was taught. The visitor's text stays as it is.

Distance is Damerau's (a swap of neighbours counts one, doi:10.1145/363958.363994), computed by rapidfuzz; of equally
near words the more frequent wins. Short words are left alone: there a change of one letter is another word.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from emma.nlu.text import fold

WORD = re.compile(r"\[[^\]]*\]|[^\W\d_]+(?:'[^\W\d_]+)?")
SHORTEST = 4
FREQUENT = 3
LONG = 7
FAR_MORE = 15
REMEMBERED = 20_000


@dataclass(frozen=True)
class Speller:
    """`frequency` of each known word, folded."""

    frequency: dict[str, int]
    _seen: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def fit(cls, texts: Iterable[str]) -> Speller:
        """Learn the words that occur at least three times."""
        counts = Counter(word for text in texts for word in WORD.findall(fold(text)) if not word.startswith("["))
        return cls({word: n for word, n in counts.items() if n >= FREQUENT})

    def correct(self, text: str) -> str:
        """`text` with unknown words replaced by the nearest known ones; all others, and masked identifiers, stay."""
        return WORD.sub(lambda found: self._word(found[0]), text)

    def _word(self, word: str) -> str:
        folded = fold(word)
        if len(folded) < SHORTEST or word.startswith("["):
            return word
        if folded not in self._seen:
            if len(self._seen) > REMEMBERED:
                self._seen.clear()
            self._seen[folded] = self._nearest(folded)
        nearest = self._seen[folded]
        return word if nearest == folded else nearest

    def _nearest(self, word: str) -> str:
        """The word itself, or the one it is taken for: a rare known word only for one that is far more frequent."""
        known = self.frequency.get(word, 0)
        if known and (known * FAR_MORE > self._most or len(word) < LONG):
            return word
        allowed = 2 if len(word) >= LONG and not known else 1
        near = process.extract(
            word, self.frequency.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=12, processor=None
        )
        others = [(distance, -self.frequency[other], other) for other, distance, _ in near if other != word]
        if not others:
            return word
        _, negative, best = min(others)
        return best if -negative >= known * FAR_MORE else word

    @property
    def _most(self) -> int:
        return max(self.frequency.values(), default=0)

    def save(self, folder: Path) -> None:
        """Write spelling.json."""
        (folder / "spelling.json").write_text(json.dumps(self.frequency, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Speller:
        """Read what `save` wrote."""
        return cls(json.loads((folder / "spelling.json").read_text(encoding="utf-8")))
