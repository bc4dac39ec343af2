"""Names of countries in the visitor's language."""

from __future__ import annotations

from functools import cache

from babel import Locale

HOME = "US"


@cache
def country_name(code: str, language: str) -> str:
    """`GH` in `es` is Ghana; the code itself when there is no such country."""
    return str(Locale(language).territories.get(code, code))
