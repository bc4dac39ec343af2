"""The forms in which an identifier may lie in a file: as typed, without separators, encoded, backwards."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 7


def traces(value: str) -> dict[bytes, str]:
    """Byte strings to look for, each with the name of its form. Those of text in lower case, base64 as it is."""
    found: dict[bytes, str] = {}
    for text in spellings(value):
        for name, needle in _encoded(text):
            found.setdefault(needle, name)
    return found


def spellings(value: str) -> set[str]:
    """The value as typed, with plain digits and letters, without separators, and its digits alone when they are many."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", value) if unicodedata.category(c) != "Cf")
    bare = "".join(c for c in plain if c.isalnum())
    digits = "".join(c for c in plain if c.isdigit())
    return {value, plain} | {text for text in (bare, digits) if len(text) >= SHORTEST}


def _encoded(text: str) -> Iterator[tuple[str, bytes]]:
    for case in {text, text.lower(), text.upper()}:  # of letters beyond ASCII, bytes know no case
        raw = case.encode()
        yield "raw", raw.lower()
        yield "raw", json.dumps(case)[1:-1].encode().lower()
        for quoted in (quote(case, safe=""), quote_plus(case), "".join(f"%{byte:02x}" for byte in raw)):
            yield "URL", quoted.encode().lower()
        yield "reversed", case[::-1].encode().lower()
        for needle in in_base64(raw):
            yield "base64", needle


def in_base64(raw: bytes) -> Iterator[bytes]:
    """What surely stands in the base64 of any text that holds `raw`, for each of the three places it may start at."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        first = (0, 2, 3)[before]
        behind = (before + len(raw)) % 3
        last = len(encoded) - (0, 3, 2)[behind]
        if last - first >= SHORTEST:
            for alphabet in (encoded, encoded.translate(bytes.maketrans(b"+/", b"-_"))):
                yield alphabet[first:last]
