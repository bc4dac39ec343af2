"""Text as the detectors read it: folded to plain lower case, with the way back to the original.

Digits of any script become ASCII, invisible characters go, accents fold, dashes and spaces are
made one, look-alike Cyrillic and Greek letters become Latin. Every character of the result knows
which characters of the original it came from, so that a span found here is exact there.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# One of each stands for a masked value and for each character of something that must stay.
# Private-use characters: a visitor's own are folded away below.
MASKED = "\ue000"
KEPT = "\ue001"

Span = tuple[int, int]

_LOOKALIKES = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXo",
        strict=True,
    )
)
_SAME_LENGTH = str.maketrans(
    "áéíóúüñÁÉÍÓÚÜÑàèìòùâêîôûäëïöçãõÀÈÌÒÙÂÊÎÔÛÄËÏÖÇÃÕ¿¡‘’“”–—‑…\u00a0",
    "aeiouunAEIOUUNaeiouaeiouaeiocaoAEIOUAEIOUAEIOCAO??''\"\"---. ",
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """`plain` keeps the case, `lower` does not; both have the same length.

    `starts[i]` and `ends[i]` bound character i in the original; None means they are the same text.
    """

    plain: str
    lower: str
    starts: Sequence[int] | None
    ends: Sequence[int] | None

    def original(self, start: int, end: int) -> Span:
        """Return the span in the original text of the characters start..end found here."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """Return what one character reads as: nothing, one character, or the letters of a ligature."""
    if char in "\n\t\r":
        return char
    if ord(char) in _SAME_LENGTH:
        return chr(_SAME_LENGTH[ord(char)])
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me", "Cc"):
        return ""
    if category == "Pd" or char == "\u2212":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    if category == "Co":
        return "\ufffd"
    if char in "’‘‛ʼ´`′":
        return "'"
    if char in "·•‧。．":
        return "."
    decomposed = unicodedata.normalize("NFKD", char)
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


def _lower(plain: str) -> str:
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(char.lower()[0] for char in plain)


def _is_simple(text: str) -> bool:
    """Tell whether every character folds to exactly one, so that positions stay as they are."""
    if text.isascii():
        return text.isprintable() or _CONTROLS.search(text) is None
    return text.translate(_SAME_LENGTH).isascii() and _CONTROLS.search(text) is None


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def normalise(text: str, taken: Sequence[Span] = ()) -> Normalised:
    """Fold `text`; each span of `taken` (sorted, apart from each other) becomes one MASKED."""
    if not taken and _is_simple(text):
        plain = text if text.isascii() else text.translate(_SAME_LENGTH)
        return Normalised(plain, plain.lower(), None, None)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    spans = iter(taken)
    span = next(spans, None)
    position = 0
    while position < len(text):
        if span is not None and position == span[0]:
            chars.append(MASKED)
            starts.append(span[0])
            ends.append(span[1])
            position = span[1]
            span = next(spans, None)
            continue
        folded = _fold(text[position])
        position += 1
        if folded:
            chars.extend(folded)
            starts.extend([position - 1] * len(folded))
            ends.extend([position] * len(folded))
        elif ends and ends[-1] == position - 1 and unicodedata.category(text[position - 1])[0] == "M":
            ends[-1] = position  # a combining mark belongs to the letter before it
    plain = "".join(chars)
    return Normalised(plain, _lower(plain), starts, ends)
