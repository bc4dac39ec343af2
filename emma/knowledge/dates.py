"""Dates of facts as people say them: `2024-09` is September 2024, septiembre de 2024."""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date

PATTERNS = {"en": {"day": "MMMM d, y", "month": "MMMM y"}, "es": {"day": "d 'de' MMMM 'de' y", "month": "MMMM 'de' y"}}
ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def said(as_of: str, language: str) -> str:
    """The date in words; years, ranges and words stay as they are."""
    found = ISO.fullmatch(as_of.strip())
    if not found:
        return as_of
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        moment = date(year, month, day)
    except ValueError:
        return as_of
    return format_date(moment, PATTERNS[language]["day" if found[3] else "month"], locale=language)
