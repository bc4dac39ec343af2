"""Misspelt names of places: `Guatamala`, `Huston`, `san fransisco`, corrected only where a place is expected."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from emma.nlu.cues import has_place_cue, is_short
from emma.nlu.names import STOP_WORDS, Names
from emma.nlu.reading import Found, Reading, Word
from emma.nlu.towns import key

SHORTEST = 5
TWO_ERRORS_FROM = 9
LONGEST_NAME = 3


class Typos:
    """Corrects by the distance of Damerau and Levenshtein (optimal string alignment) to the prominent names."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._targets: dict[int, dict[str, tuple[str, str]]] = {n: {} for n in range(1, LONGEST_NAME + 1)}
        for entity in ("place_city", "place_abroad_city", "place_country", "place_state"):
            for name, values in names.by_entity.get(entity, {}).items():
                self._add(name, entity, values[0])
        everything = {word for targets in self._targets.values() for name in targets for word in name.split(" ")}
        self._name_words = frozenset(everything)

    def _add(self, name: str, entity: str, value: str) -> None:
        if entity == "place_city" and name not in self._names.by_entity.get("prominent", {}):
            return
        size = name.count(" ") + 1
        if size <= LONGEST_NAME and len(name) >= SHORTEST and name not in self._names.ordinary:
            self._targets[size][name] = (entity, value)

    def find(self, reading: Reading, taken: set[int]) -> list[Found]:
        """Corrected names over words that are not `taken`; the confidence is the similarity."""
        strange = {i for i, word in enumerate(reading.words) if i not in taken and self._is_strange(word)}
        found: list[Found] = []
        for size in range(LONGEST_NAME, 0, -1):
            for first in sorted({i - back for i in strange for back in range(size)}):
                words = set(range(first, first + size))
                if first < 0 or first + size > len(reading.words) or words & taken or not words & strange:
                    continue
                one = self._correct(reading, first, first + size, words & strange)
                if one:
                    found.append(one)
                    strange -= words
                    taken = taken | words
        return found

    def _is_strange(self, word: Word) -> bool:
        """Neither a word of a name nor an ordinary one: it may be a misspelt word of a name."""
        if len(word.text) < SHORTEST - 1 or word.text in self._name_words or not word.is_name_like:
            return False
        known = (self._names.learned, self._names.ordinary, STOP_WORDS)
        return not any(word.text in words for words in known)

    def _correct(self, reading: Reading, first: int, last: int, strange: set[int]) -> Found | None:
        words = reading.words[first:last]
        if not all(word.text in self._name_words or i in strange for i, word in enumerate(words, start=first)):
            return None
        expected = has_place_cue(reading, first) or is_short(reading, most=2) or len(strange) < len(words)
        if not expected or (len(words) == 1 and len(words[0].text) < SHORTEST):
            return None
        written = key(reading, first, last)
        best = self._closest(written, len(words))
        if best is None:
            return None
        entity, value = self._targets[len(words)][best]
        return Found(entity, value, first, last, round(OSA.normalized_similarity(written, best), 3))

    def _closest(self, written: str, size: int) -> str | None:
        """The one closest name within one error (two in long names); None when two are as close."""
        most = 2 if len(written) >= TWO_ERRORS_FROM else 1
        names = self._targets[size].keys()
        found = process.extract(written, names, scorer=OSA.distance, score_cutoff=most, limit=3)
        near = [(name, errors) for name, errors, *_ in found if self._plausible(written, name)]
        if not near:
            return None
        best = min(errors for _, errors in near)
        meant = {self._targets[size][name]: name for name, errors in near if errors == best}
        return next(iter(meant.values())) if len(meant) == 1 else None

    @staticmethod
    def _plausible(written: str, name: str) -> bool:
        """Not another form of the name (Kenyan, Russian, francés), and alike at the beginning."""
        if written.startswith(name) or (written[:-1] == name[:-1] and len(written) == len(name) < 8):
            return False
        return written[0] == name[0] or len(name) >= 8
