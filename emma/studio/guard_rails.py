"""What is said beside examples while they are typed: doubles, neighbours, where each would go, identifiers, numbers.

Nothing is decided here and nothing is kept: a look gives codes and numbers, the page has the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from emma.assistant.segments import confidence, intent_name
from emma.conversations.incoming import INVISIBLE, SURROGATE
from emma.errors import Busy, TurnFailed
from emma.knowledge.checking import FEWEST_EXAMPLES, HIGHEST_GRADE, MOST_EXAMPLES, grade
from emma.knowledge.likeness import ALIKE, SAME
from emma.privacy import Agencies, redact
from emma.studio.nearest import ExampleIndex, Floats, HeldOutNear, Nearness, Neighbour, words_of

MOST = 60
LONGEST = 300
LONGEST_ANSWER = 6000
# Cosines of the encoder's vectors. Above NEAR_DOUBLE a sentence says the same in other words (docs/trainers.md).
NEAR_DOUBLE = 0.93
NEAR = 0.6
MENTIONS = 0.7
# The mean cosine of all pairs of examples of an article in one language is below this for 95 of 100 articles.
TOO_ALIKE = 0.47
SHOWN = 3
SHOWN_HELD_OUT = 5
FIRST = "first"
CAREFUL = ("sensitive_", "emergency", "my_")
STOPS = frozenset({"identifier", "too_long", "double", "held_out_copy"})
TOLD = frozenset({"goes_today"})  # nothing to think about: a new intent is taught nowhere yet

Read = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Typed:
    """What stands in the form: the intent's slug (or a behaviour's name), one language's examples, what is beside."""

    slug: str
    language: str
    examples: Sequence[str]
    other: int | None = None
    answer: str = ""


@dataclass(frozen=True)
class Note:
    """One thing to know, by its code; `stops` when it cannot stay like this."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether it must be changed."""
        return self.code in STOPS

    @property
    def told(self) -> bool:
        """Whether it is only told."""
        return self.code in TOLD

    def as_json(self) -> dict[str, Any]:
        """Code and numbers."""
        return {"code": self.code, "stops": self.stops, **self.values}


@dataclass(frozen=True)
class ExampleLook:
    """One example: its text as it would be kept (masked), what is near, where it goes today, what to know."""

    text: str
    notes: tuple[Note, ...]
    nearest: tuple[Neighbour, ...] = ()
    goes_to: str | None = None
    confidence: float | None = None

    def as_json(self) -> dict[str, Any]:
        """For the interface."""
        return {
            "text": self.text,
            "notes": [note.as_json() for note in self.notes],
            "nearest": [vars(one) for one in self.nearest],
            "goes_to": self.goes_to,
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class Look:
    """All of it. `held_out`: messages of the first set that say much the same; of other sets only how many there are.

    `reading` is the share (0..1) read of the examples when neighbours are not known yet, else None.
    """

    language: str
    intent: str
    examples: tuple[ExampleLook, ...]
    notes: tuple[Note, ...]
    held_out: tuple[HeldOutNear, ...] = ()
    held_out_hidden: int = 0
    reading: float | None = None

    @property
    def problems(self) -> int:
        """How many things stop."""
        return sum(note.stops for note in self._all)

    @property
    def hints(self) -> int:
        """How many things are worth a thought."""
        return sum(not note.stops and not note.told for note in self._all)

    @property
    def _all(self) -> list[Note]:
        return [*self.notes, *(note for example in self.examples for note in example.notes)]

    def as_json(self) -> dict[str, Any]:
        """For the interface."""
        shown = [
            {"text": near.message.text, "intent": near.message.intent, "cosine": near.cosine} for near in self.held_out
        ]
        return {
            "language": self.language,
            "intent": self.intent,
            "examples": [example.as_json() for example in self.examples],
            "notes": [note.as_json() for note in self.notes],
            "held_out": shown,
            "held_out_hidden": self.held_out_hidden,
            "reading": self.reading,
        }


def look(index: ExampleIndex, typed: Typed, agencies: Agencies, read: Read | None) -> Look:
    """Look at what was typed. `read` parses a redacted text with the live release; None when none is loaded."""
    raw = [text for text in (_visible(one) for one in typed.examples[:MOST]) if text]
    masked = [_masked(text[:LONGEST], agencies) for text in raw]
    texts = [text for text, _ in masked]
    taught = index.files.now().examples
    intent = intent_of(typed.slug, taught)
    vectors = index.encode(texts) if texts else None
    near = index.near(texts, vectors) if vectors is not None else []
    looks = []
    for i, (text, kinds) in enumerate(masked):
        notes = [Note("identifier", {"kinds": list(kinds)})] if kinds else []
        notes += [Note("too_long", {"most": LONGEST})] if len(raw[i]) > LONGEST else []
        notes += _repeated(i, texts, vectors)
        found = near[i] if near else Nearness((), ())
        notes += _doubles(found, intent, text)
        goes_to, sure = _goes_to(read, text)
        notes += _elsewhere(goes_to, sure, intent, new=intent not in taught)
        nearest = tuple(one for one in found.examples if one.cosine >= NEAR and not _itself(one, intent, text))[:SHOWN]
        looks.append(ExampleLook(text, tuple(notes), nearest, goes_to, sure))
    shown, hidden = _held_out(near or [])
    progress = index.progress
    reading = progress.done / max(1, progress.total) if near is None and progress else (0.0 if near is None else None)
    return Look(
        typed.language, intent, tuple(looks), tuple(_together(typed, texts, vectors)), shown, hidden, reading
    )  # fmt: skip


def intent_of(slug: str, known: Mapping[str, object]) -> str:
    """The full name behind a slug: `ask/<slug>` of an article, or the name of a behaviour that is taught."""
    return slug if "/" in slug or (slug in known and f"ask/{slug}" not in known) else f"ask/{slug}"


def _visible(text: object) -> str:
    return " ".join(INVISIBLE.sub("", SURROGATE.sub("", str(text))).split())


def _masked(text: str, agencies: Agencies) -> tuple[str, tuple[str, ...]]:
    found = redact(
        text, agency_numbers=agencies.numbers, agency_addresses=agencies.addresses, agency_emails=agencies.emails
    )
    return found.text, tuple(dict.fromkeys(found.kinds))


def _repeated(place: int, texts: Sequence[str], vectors: Floats | None) -> list[Note]:
    """The same or nearly the same was typed before in this very list; lines count from 1."""
    if vectors is None:
        return []
    key = words_of(texts[place])
    for before in range(place):
        other = words_of(texts[before])
        if key == other:
            return [Note("repeated", {"line": before + 1})]
        if float(vectors[before] @ vectors[place]) >= NEAR_DOUBLE or fuzz.ratio(key, other) >= ALIKE:
            return [Note("repeated_nearly", {"line": before + 1})]
    return []


def _doubles(near: Nearness, intent: str, text: str) -> list[Note]:
    """An example of another intent says the same, in either language; or a held-out message does."""
    notes = []
    others = [one for one in near.examples if one.intent != intent]
    same = next((one for one in others if one.likeness >= SAME), None)
    close = next((one for one in others if one.cosine >= NEAR_DOUBLE or one.likeness >= ALIKE), None)
    if same or close:
        one = same or close
        assert one is not None
        values = {"intent": one.intent, "text": one.text, "cosine": one.cosine, "likeness": one.likeness}
        notes.append(Note("double" if same else "near_double", values))
    copied = [one for one in near.held_out if one.likeness >= SAME]
    if copied:
        open_one = next((one for one in copied if one.message.set == FIRST), None)
        notes.append(Note("held_out_copy", {"text": open_one.message.text if open_one else ""}))
    return notes


def _goes_to(read: Read | None, text: str) -> tuple[str | None, float | None]:
    if read is None:
        return None, None
    try:
        parse = read(text)
    except (Busy, TurnFailed):
        return None, None
    return intent_name(dict(parse)), round(confidence(dict(parse)), 3)


def _elsewhere(goes_to: str | None, sure: float | None, intent: str, *, new: bool) -> list[Note]:
    if goes_to is None or goes_to == intent:
        return []
    general = "goes_today" if new else "goes_elsewhere"
    code = "goes_to_care" if goes_to.startswith(CAREFUL) and not intent.startswith(CAREFUL) else general
    return [Note(code, {"intent": goes_to, "confidence": sure})]


def _itself(one: Neighbour, intent: str, text: str) -> bool:
    return one.intent == intent and one.likeness >= SAME


def _held_out(near: Sequence[Nearness]) -> tuple[tuple[HeldOutNear, ...], int]:
    """The nearest messages of the first set, each once; how many of the sets that nobody reads."""
    best: dict[str, HeldOutNear] = {}
    for one in (one for found in near for one in found.held_out if one.cosine >= MENTIONS):
        if one.message.text not in best or one.cosine > best[one.message.text].cosine:
            best[one.message.text] = one
    ordered = sorted(best.values(), key=lambda one: -one.cosine)
    shown = [one for one in ordered if one.message.set == FIRST]
    return tuple(shown[:SHOWN_HELD_OUT]), len(ordered) - len(shown)


def _together(typed: Typed, texts: Sequence[str], vectors: Floats | None) -> list[Note]:
    """What holds for the list as a whole."""
    notes = []
    if len(typed.examples) > MOST:
        notes.append(Note("only_first", {"most": MOST}))
    if len(texts) < FEWEST_EXAMPLES:
        notes.append(Note("few", {"count": len(texts), "fewest": FEWEST_EXAMPLES}))
    elif len(texts) > MOST_EXAMPLES:
        notes.append(Note("many", {"count": len(texts), "most": MOST_EXAMPLES}))
    if texts and typed.other == 0:
        notes.append(Note("other_language_missing", {"language": "es" if typed.language == "en" else "en"}))
    if vectors is not None and len(texts) >= FEWEST_EXAMPLES // 2:
        alike = mean_likeness(vectors)
        if alike >= TOO_ALIKE:
            notes.append(Note("too_alike", {"mean": round(alike, 2), "usual": TOO_ALIKE}))
    if typed.language == "en" and typed.answer.strip():
        found = grade(typed.answer[:LONGEST_ANSWER])
        if found > HIGHEST_GRADE:
            notes.append(Note("grade", {"grade": round(found, 1), "highest": HIGHEST_GRADE}))
    return notes


def mean_likeness(vectors: Floats) -> float:
    """The mean cosine of all pairs of different rows, rows of length 1."""
    count = len(vectors)
    total = float(np.linalg.norm(vectors.sum(axis=0)) ** 2) - float((vectors * vectors).sum())
    return total / (count * (count - 1))
