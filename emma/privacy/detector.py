"""A detector: what one kind of identifier looks like, as data and at most one check."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from emma.privacy.normalise import KEPT, MASKED, Normalised, Span

# Order in which overlapping findings are settled; the smaller wins.
UNIQUE = 1  # a shape that nothing else has
CUED = 2  # said by a word beside it; the nearest word wins
SHAPED = 3  # a shape that others share
BARE = 4  # digits that nothing explains
EMBEDDED = 5  # the same, run together with letters

Check = Callable[[Normalised, int, int], Span | None]


@dataclass(frozen=True, slots=True)
class Detector:
    """Patterns run over the folded lower-case text; the group `value`, or all, is what is masked.

    `context`: words (parts of words) in both languages, one of which must stand in the message.
    `check`: takes the text and a span, returns the span that is really meant, or None.
    """

    kind: str
    patterns: tuple[re.Pattern[str], ...]
    order: int
    context: tuple[str, ...] = ()
    check: Check | None = None
    needs_digits: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding on folded text, with what settles an overlap."""

    kind: str
    start: int
    end: int
    order: int
    gap: int = 0
    said: int = 0  # how much of the text told it, value included


def run(detector: Detector, text: Normalised) -> Iterator[Hit]:
    """Yield the hits of one detector. Linear in the text: all patterns are bounded."""
    for pattern in detector.patterns:
        has_value = "value" in pattern.groupindex
        has_gap = "gap" in pattern.groupindex
        for match in pattern.finditer(text.lower):
            start, end = match.span("value") if has_value else match.span()
            gap = match.end("gap") - match.start("gap") if has_gap else 0
            if has_gap and match.start("gap") >= end:
                gap += _BEHIND_IS_FARTHER
            if detector.check is None:
                yield Hit(detector.kind, start, end, detector.order, gap, match.end() - match.start())
            elif (span := detector.check(text, start, end)) is not None:
                yield Hit(detector.kind, *span, detector.order, gap, match.end() - match.start())


_BEHIND_IS_FARTHER = 10

# Between a word and its value: no digit, no end of a sentence, nothing already masked.
_GAP = rf"(?P<gap>(?:(?![.?!;]\s)[^\d{MASKED}{KEPT}]){{0,%d}}?)"
_NUMBER_WORD = r"(?:\s{0,2}(?:\#|\b(?:n[uo]|nr|nro|num|number|numero)\b\.?)){0,2}"
_NO_DATE = (
    r"(?!\(?(?:19|20)\d\d\s?[\-/ ]\s?(?:19|20)\d\d(?!\d))(?!\d{1,2}[/\-.]\d{1,2}[/\-.](?:19|20)"
    r"?\d\d(?!\d))(?!\(?(?:19|20)\d\d[/\-.]\d\d?[/\-.]\d\d?(?!\d))"
)
_COPULA = r"[\s,(:\-]{0,3}(?:(?:is|es|was|are|son|era)\b\s?)?(?:(?:my|mi|the|el|la|su|his|her|our|an?)\s)?"


def cued(cue: str, value: str, *, gap: int = 28, after: bool = True) -> tuple[re.Pattern[str], ...]:
    """Return patterns for `value` said by `cue` before it and, with `after`, behind it."""
    before = re.compile(rf"\b(?:{cue}){_NUMBER_WORD}{_GAP % gap}(?<![a-z\d]){_NO_DATE}(?P<value>{value})(?![a-z\d])")
    if not after:
        return (before,)
    behind = re.compile(rf"(?<![a-z\d\-]){_NO_DATE}(?P<value>{value})(?![a-z\d])(?P<gap>{_COPULA})(?:{cue})\b")
    return before, behind


# Letters before a number, as on papers («AB 0123456»), and not the small word before it («es 0123456»).
LETTERS = (
    r"(?:(?!(?:es|is|no|de|el|la|my|mi|to|al|en|in|at|on|as|an|or|of|if|it|us|del|las|los|the|was|for|son|era|"
    r"and|con|por|sin|nro|num|id|are|has|its)\s)(?:[a-z]{2,3}|[b-df-hj-np-tv-xz])\s|[a-z]{1,3}-?)?"
)


def digits(least: int, most: int, separators: str = r"\s.\-/") -> str:
    """Return the pattern of `least` to `most` digits with at most two separators between each."""
    return rf"\d(?:[{separators}]{{0,2}}\d){{{least - 1},{most - 1}}}"


_LINK = re.compile(r"(?:https?://|www\.|\w\.(?:com|gov|org|net|edu|mil)/)[^\s=]{0,300}$")


def outside_links(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse digits in the path of a link: they number a page. What a link says behind «=» counts."""
    return None if _LINK.search(text.lower, max(0, start - 310), start) else (start, end)


def digits_only(text: str) -> str:
    """Return the digits of a text without anything else."""
    return "".join(char for char in text if char.isdigit())
