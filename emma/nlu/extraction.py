"""All entities of a text, without Rasa: places, ZIP codes, form numbers, agencies and purposes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from emma.nlu.forms import FormNumbers
from emma.nlu.names import Names
from emma.nlu.places import find_places, without_overlaps
from emma.nlu.reading import Found, Reading
from emma.nlu.towns import key
from emma.nlu.typos import Typos

ZIP = re.compile(r"(?<![\w$#+.,/-])(\d{5})(?:-\d{4})?(?!\w|[-/]\w|[.,]\d)")

Entity = dict[str, Any]


class Extractor:
    """Finds entities by the names it is given."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._typos = Typos(names)
        self._forms = FormNumbers(names.written_forms("form"))

    def extract(self, text: str) -> list[Entity]:
        """Entities in the order of the text: entity, value, start, end, confidence, and alternatives if any."""
        reading = Reading(text)
        matches = self._names.matches(reading)
        words = find_places(reading, self._names, matches)
        words += self._typos.find(reading, {i for one in words for i in range(one.first, one.last)})
        words += without_overlaps(sorted(self._others(reading, matches), key=lambda one: one.first - one.last))
        entities = [_entity(one, *reading.span(one.first, one.last)) for one in words]
        entities += self._numbers(reading)
        return sorted(entities, key=lambda one: (one["start"], one["end"]))

    def _others(self, reading: Reading, matches: list[tuple[str, int, int]]) -> Iterator[Found]:
        for entity, first, last in matches:
            if entity in ("agency", "purpose"):
                yield Found(entity, self._names.get(entity, key(reading, first, last))[0], first, last)

    def _numbers(self, reading: Reading) -> Iterator[Entity]:
        for match in ZIP.finditer(reading.text, 0, reading.offsets[-1]):
            if self._names.is_zip(match[1]):
                yield {"entity": "place_zip", "value": match[1], "start": match.start(), "end": match.end(),
                       "confidence": 1.0}  # fmt: skip
        for form in self._forms.find(reading.folded):
            start, end = reading.offsets[form.start], reading.offsets[form.end]
            yield {"entity": "form", "value": form.value, "start": start, "end": end, "confidence": form.confidence}


def _entity(found: Found, start: int, end: int) -> Entity:
    entity = {"entity": found.entity, "value": found.value, "start": start, "end": end, "confidence": found.confidence}
    return {**entity, "alternatives": list(found.alternatives)} if found.alternatives else entity
