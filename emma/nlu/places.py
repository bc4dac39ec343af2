"""Places in a text: towns with their state, states, countries, cities with an office here and abroad."""

from __future__ import annotations

from emma.nlu.cues import has_place_cue, is_short
from emma.nlu.names import Names
from emma.nlu.reading import Found, Reading, name_key
from emma.nlu.towns import key, stands_alone, state_mentions, town_before

GAPS = frozenset({",", "in", "en", "de", "del"})
# Of names with the same words the first of these is meant: Georgia the state, Jamaica the country, Lima in Peru.
ORDER = ("city with an office", "place_state", "place_country", "place_abroad_city", "place_city")


def find_places(reading: Reading, names: Names, matches: list[tuple[str, int, int]]) -> list[Found]:
    """Places that do not overlap, in the order of the text."""
    states = state_mentions(reading, names, matches)
    candidates = [town for state in states if (town := town_before(reading, names, state))]
    candidates += [
        Found("place_state", state.code, state.first, state.last)
        for state in states
        if stands_alone(reading, state) and not _needs_cue(reading, names, state.first, state.last)
    ]
    countries = {first: last for entity, first, last in matches if entity == "place_country"}
    for entity, first, last in matches:
        if entity in ("place_country", "place_city", "place_abroad_city"):
            candidates += _named(reading, names, entity, first, last, countries)
    return without_overlaps(sorted(candidates, key=lambda one: _preference(one, names)))


def without_overlaps(candidates: list[Found]) -> list[Found]:
    """The candidates that do not overlap an earlier one, in the order of the text."""
    taken: set[int] = set()
    kept = []
    for one in candidates:
        words = set(range(one.first, one.last))
        if not words & taken:
            taken |= words
            kept.append(one)
    return sorted(kept, key=lambda one: one.first)


def _preference(one: Found, names: Names) -> tuple[int, int]:
    """Longer first, then by ORDER."""
    kind = "city with an office" if one.value in names.office_cities else one.entity
    return one.first - one.last, ORDER.index(kind)


def _named(
    reading: Reading, names: Names, entity: str, first: int, last: int, countries: dict[int, int]
) -> list[Found]:
    if _needs_cue(reading, names, first, last):
        return []
    values = names.get(entity, key(reading, first, last))
    country = _country_behind(reading, names, last, countries)
    if entity == "place_city" and country:
        return []
    if entity == "place_abroad_city" and country and country != names.abroad_country.get(name_key(values[0])):
        return []
    alternatives = _alternatives(entity, values, names)
    return [Found(entity, values[0], first, last, 0.8 if alternatives else 1.0, alternatives)]


def _alternatives(entity: str, values: tuple[str, ...], names: Names) -> tuple[str, ...]:
    """Other places of the same name; a city with an office stands back only for another one with an office."""
    if entity == "place_city" and values[0] in names.office_cities:
        return tuple(value for value in values[1:] if value in names.office_cities)
    return values[1:]


def _country_behind(reading: Reading, names: Names, last: int, countries: dict[int, int]) -> str | None:
    """The country named right behind word `last`, as in `San José, Costa Rica`."""
    position = last
    while position < len(reading.words) and position - last < 2 and reading.words[position].text in GAPS:
        position += 1
    if position in countries:
        return names.get("place_country", key(reading, position, countries[position]))[0]
    return None


def _needs_cue(reading: Reading, names: Names, first: int, last: int) -> bool:
    """Whether the words are ordinary ones (mobile, reading, Jordan) that nothing marks as a place."""
    if last - first > 1 or reading.words[first].text not in names.ordinary:
        return False
    return not (has_place_cue(reading, first) or is_short(reading, most=1))
