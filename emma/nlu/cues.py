"""Words before a name that show that a place is meant."""

from __future__ import annotations

from emma.nlu.reading import Reading

PLACE_BEFORE = frozenset(["in", "en", "near", "from", "desde", "cerca"])
NAMED_OF = frozenset(["de", "del", "of"])
SUBJECTS = frozenset(
    [
        "soy",
        "vengo",
        "vivo",
        "vivimos",
        "live",
        "living",
        "oficina",
        "oficinas",
        "office",
        "offices",
        "ciudad",
        "city",
        "estado",
        "state",
        "pais",
        "country",
        "embajada",
        "embassy",
        "consulado",
        "consulate",
        "cerca",
        "afuera",
        "fuera",
        "out",
        "outside",
        "migracion",
        "inmigracion",
        "immigration",
        "uscis",
        "vive",
        "viven",
    ]
)


def has_place_cue(reading: Reading, first: int) -> bool:
    """Whether the words before `first` lead to a place: `in`, `oficina de`, `vivo en la`."""
    before = [word.text for word in reading.words[max(0, first - 3) : first]]
    if before and before[-1] in {"la", "el", "the", "city", "ciudad"} and len(before) > 1:
        before = before[:-1]
    if not before:
        return False
    if before[-1] in PLACE_BEFORE:
        return True
    return before[-1] in SUBJECTS or (before[-1] in NAMED_OF and len(before) > 1 and before[-2] in SUBJECTS)


def is_short(reading: Reading, *, most: int) -> bool:
    """A message of few words: likely the answer to a question for a place."""
    return sum(word.text.isalnum() for word in reading.words) <= most
