"""States in a text, and the town before one: `Newark, NJ`, `paterson nueva jersey`, `houston en texas`."""

from __future__ import annotations

from dataclasses import dataclass

from emma.nlu.names import Names
from emma.nlu.reading import Found, Reading

# State codes that are words of English or Spanish: they count only behind their town.
WORD_CODES = frozenset(
    ["al", "as", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "ms", "oh", "ok", "or", "pa", "va"]
)
LOOSE_GAPS = frozenset({"in", "en", "de", "del"})
LONGEST_TOWN = 4
FULL = {"st": "saint", "ft": "fort", "mt": "mount"}


@dataclass(frozen=True)
class State:
    """A state named by words `first` to `last` (not included), by its name or its two-letter code."""

    first: int
    last: int
    code: str
    by_code: bool


def state_mentions(reading: Reading, names: Names, matches: list[tuple[str, int, int]]) -> list[State]:
    """All words that may name a state; codes in any case, to be proved by a town."""
    mentions = [
        State(first, last, names.get("place_state", key(reading, first, last))[0], by_code=False)
        for entity, first, last in matches
        if entity == "place_state"
    ]
    for i, word in enumerate(reading.words):
        joined = reading.folded[word.end : word.end + 1] == "-"  # AR-11 is a form, not Arkansas
        if word.text.upper() in names.towns and not joined:
            mentions.append(State(i, i + 1, word.text.upper(), by_code=True))
    return mentions


def key(reading: Reading, first: int, last: int) -> str:
    """The folded words `first` to `last`."""
    return " ".join(word.text for word in reading.words[first:last])


def stands_alone(reading: Reading, state: State) -> bool:
    """Whether the state counts without a town: its name always, its code in capitals or behind a comma."""
    if not state.by_code:
        return True
    word = reading.words[state.first]
    if word.text in WORD_CODES:
        return False
    behind_comma = state.first > 0 and reading.words[state.first - 1].text == ","
    return behind_comma or (reading.written(word).isupper() and not reading.shouted)


def town_before(reading: Reading, names: Names, state: State) -> Found | None:
    """The town and its state as one finding."""
    last = state.first
    comma = last > 0 and reading.words[last - 1].text == ","
    loose = not comma and not state.by_code and last > 0 and reading.words[last - 1].text in LOOSE_GAPS
    last -= comma or loose
    for first in range(max(0, last - LONGEST_TOWN), last):
        town = names.towns.get(state.code, {}).get(_full(key(reading, first, last)))
        if town and _is_meant(reading, names, state, first, last, loose=loose):
            return Found("place_city", f"{town}, {state.code}", first, state.last)
    return None


def _full(name: str) -> str:
    return " ".join(FULL.get(word, word) for word in name.split(" "))


def _is_meant(reading: Reading, names: Names, state: State, first: int, last: int, *, loose: bool) -> bool:
    """Guard against words that happen to be towns somewhere: `live in Ohio`, `columbus in ohio`, `home texas`."""
    name = key(reading, first, last)
    known = names.get("place_city", name)
    if loose and not known:
        return False
    if state.by_code and reading.words[state.first].text in WORD_CODES:
        code = reading.written(reading.words[state.first])
        if not (code.isupper() and not reading.shouted) and not any(v.endswith(state.code) for v in known[:1]):
            return False
    if known or not state.by_code or last - first > 1:
        return bool(known) or name not in names.learned
    written = reading.written(reading.words[first])
    return name not in names.learned or (written[:1].isupper() and not reading.shouted)
