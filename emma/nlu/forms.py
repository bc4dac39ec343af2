"""Form numbers as people write them (`n400`, `i 765`, `forma 485`), made canonical by the table of forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NUMBER = re.compile(r"([A-Z]+)-?(\d+)([A-Z]*)")
FORM_WORD = r"(?:forms?|formas?|formularios?|planillas?|solicitud|application)"
UNIT = (
    r"(?:\s*(?:days?|dias?|years?|anos?|months?|meses|weeks?|semanas?|dollars?|dolares|hours?|horas?|times|%|am|pm)\b)"
)
OTHER_PREFIXES = ("ds",)
UNKNOWN = 0.5


@dataclass(frozen=True)
class FormNumber:
    """A form number found at `start` to `end` of a folded text."""

    value: str
    start: int
    end: int
    confidence: float


class FormNumbers:
    """Finds the numbers of a table of forms in folded text; well-formed numbers not in it with half confidence."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._canonical: dict[tuple[str, str, str], str] = {}
        for number in numbers:
            parts = NUMBER.fullmatch(number.upper())
            if parts:
                self._canonical[parts[1].lower(), parts[2], parts[3].lower()] = number
        plain: dict[str, set[str]] = {}
        for (_, digits, suffix), number in self._canonical.items():
            if not suffix:
                plain.setdefault(digits, set()).add(number)
        self._by_digits = {digits: found.pop() for digits, found in plain.items() if len(found) == 1}
        prefixes = sorted({prefix for prefix, _, _ in self._canonical} | set(OTHER_PREFIXES), key=len, reverse=True)
        self._written = re.compile(
            rf"(?<![\w-])(?P<prefix>{'|'.join(prefixes)}|[1l](?=[-‐–—]))(?P<gap>[\s.‐–—-]{{0,2}})"
            rf"(?P<digits>\d{{1,4}})(?P<suffix>-?[a-z]{{1,3}}\b|\s[bcdfjklsw]\b)?(?![\w]|-\d)(?!{UNIT})"
        )
        self._bare = re.compile(
            rf"\b{FORM_WORD}\s+(?:no\.?\s*|numero\s+|number\s+|#\s*)?(?P<digits>\d{{2,4}})(?![\w-])"
        )

    def find(self, folded: str) -> Iterator[FormNumber]:
        """Form numbers in the order of the text."""
        for match in self._written.finditer(folded):
            found = self._lettered(match)
            if found:
                yield found
        for match in self._bare.finditer(folded):
            number = self._by_digits.get(match["digits"])
            if number:
                yield FormNumber(number, match.start("digits"), match.end("digits"), 1.0)

    def _lettered(self, match: re.Match[str]) -> FormNumber | None:
        prefix = "i" if match["prefix"] in "1l" else match["prefix"]
        suffix = (match["suffix"] or "").strip("- ")
        number = self._canonical.get((prefix, match["digits"], suffix))
        if number:
            return self._accept(match, number, match.end())
        plain = self._canonical.get((prefix, match["digits"], ""))
        if plain and suffix and not (match["suffix"] or "")[0].isalpha():
            return self._accept(match, plain, match.start("suffix"))
        if match["prefix"] in "1l" or not self._is_written_as_number(match):
            return None
        return FormNumber(f"{prefix}-{match['digits']}{suffix}".upper(), match.start(), match.end(), UNKNOWN)

    @staticmethod
    def _accept(match: re.Match[str], number: str, end: int) -> FormNumber | None:
        if match["prefix"] in "1l" and match["digits"].startswith("8"):
            return None  # 1-800 begins a telephone number
        return FormNumber(number, match.start(), end, 1.0)

    @staticmethod
    def _is_written_as_number(match: re.Match[str]) -> bool:
        """Unknown numbers only when the letter and two digits or more are joined: I-797, i94."""
        return not match["gap"].strip("-‐–—") and len(match["digits"]) >= 2 and " " not in match[0]
