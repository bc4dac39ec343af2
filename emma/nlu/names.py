"""The gazetteer in memory: names to values by entity, the matcher over them, and its JSON form in a model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.es.stop_words import STOP_WORDS as SPANISH
from spacy.lang.xx import MultiLanguage
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from emma.errors import KnowledgeError
from emma.nlu.gazetteer import PHRASES, TOWNS, ZIPS
from emma.nlu.reading import Reading, name_key
from emma.nlu.text import fold

Values = dict[str, tuple[str, ...]]
UNKNOWN = "\N{WHITE SQUARE}"
STOP_WORDS = frozenset(fold(word) for word in ENGLISH | SPANISH)


class Names:
    """Names of every entity by their folded words; `ordinary` words are not taken for names without a cue."""

    def __init__(self, tables: dict[str, list[str]], ordinary: Iterable[str] = ()) -> None:
        """`tables`: elements `name<TAB>value` by table name, as gazetteer.lookup_tables gives them."""
        self._tables = tables
        self._learned = sorted(set(ordinary))
        self.by_entity: dict[str, Values] = {
            name: _values(tables.get(name, [])) for name in tables if name not in (TOWNS, ZIPS)
        }
        self.towns = _towns(tables.get(TOWNS, []))
        self._zips = dict(element.split("\t") for element in tables.get(ZIPS, []))
        self.learned = frozenset(self._learned)
        self.ordinary = frozenset(self.by_entity.get("ordinary", {}))
        self.office_cities = frozenset(self.written_forms("office_city"))
        self.abroad_country = {name: value[0] for name, value in self.by_entity.get("abroad_country", {}).items()}
        # DOS and LA are words too: such names count in capitals only.
        written = {name for entity in PHRASES for name in self.written_forms(entity) if name.isupper()}
        self._capitals_only = frozenset(name_key(name) for name in written) & STOP_WORDS
        self._vocab = MultiLanguage().vocab
        self._matcher, self._known_words = self._build_matcher()

    @classmethod
    def from_lookup_tables(cls, tables: list[dict[str, Any]], ordinary: Iterable[str]) -> Names:
        """From Rasa's training data. Raises KnowledgeError when no gazetteer is there."""
        found = {table["name"]: list(table["elements"]) for table in tables}
        missing = [name for name in ("place_country", "place_state", "form", "agency") if name not in found]
        if missing:
            raise KnowledgeError(
                f"The training data has no lookup table {missing[0]}: "
                "is emma.nlu.importer.ArticleImporter among the importers of config.yml?"
            )
        return cls(found, ordinary)

    def save(self, path: Path) -> None:
        """Write JSON."""
        path.write_text(json.dumps({"tables": self._tables, "ordinary": self._learned}, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Names:
        """Read what `save` wrote."""
        data = json.loads(path.read_text("utf-8"))
        return cls(data["tables"], data["ordinary"])

    def get(self, entity: str, key: str) -> tuple[str, ...]:
        """Values of a name, the likeliest first; () when it is not one."""
        return self.by_entity.get(entity, {}).get(key, ())

    def written_forms(self, table: str) -> list[str]:
        """The names of a table as it writes them."""
        return [element.split("\t")[0] for element in self._tables.get(table, [])]

    def is_zip(self, digits: str) -> bool:
        """Whether the postal service has this five-digit code."""
        return digits[3:] in self._zips.get(digits[:3], "").split(" ")

    def matches(self, reading: Reading) -> list[tuple[str, int, int]]:
        """All names in the text: entity, first word, last word (not included)."""
        # Words that are in no name all become one: the vocabulary of a long-lived process must not grow.
        words = [word.text if word.text in self._known_words else UNKNOWN for word in reading.words]
        if not words:
            return []
        found = self._matcher(Doc(self._vocab, words=words))
        named = [(self._vocab.strings[entity], first, last) for entity, first, last in found]
        return [(entity, first, last) for entity, first, last in named if self._is_meant(reading, first, last)]

    def _is_meant(self, reading: Reading, first: int, last: int) -> bool:
        if last - first > 1 or reading.words[first].text not in self._capitals_only:
            return True
        return reading.written(reading.words[first]).isupper() and not reading.shouted

    def _build_matcher(self) -> tuple[PhraseMatcher, frozenset[str]]:
        matcher = PhraseMatcher(self._vocab, attr="ORTH")
        known: set[str] = set()
        for entity in PHRASES:
            keys = [key.split(" ") for key in self.by_entity.get(entity, {}) if key]
            known.update(word for words in keys for word in words)
            if keys:
                matcher.add(entity, [Doc(self._vocab, words=words) for words in keys])
        return matcher, frozenset(known)


def _values(elements: list[str]) -> Values:
    values: dict[str, dict[str, None]] = {}
    for element in elements:
        name, _, value = element.partition("\t")
        values.setdefault(name_key(name), {})[value] = None
    return {name: tuple(found) for name, found in values.items()}


def _towns(elements: list[str]) -> dict[str, dict[str, str]]:
    """State -> folded name -> name."""
    towns: dict[str, dict[str, str]] = {}
    for element in elements:
        name, _, state = element.partition("\t")
        towns.setdefault(state, {}).setdefault(name_key(name), name)
    return towns
