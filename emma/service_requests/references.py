"""References: short, speakable, with a check character; read forgivingly.

`EM-4093-TAAR`: seven characters of Crockford's base 32 (no I, L, O, U; without Z, so that their values lie under the
prime 31: 34.7 bits) and a weighted sum modulo 31 of the same alphabet. Any one wrong character and any swap of two
neighbours is noticed.
"""

from __future__ import annotations

import secrets
import unicodedata

from emma.errors import BadReference

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
HEARD = str.maketrans({"I": "1", "L": "1", "O": "0"})
RANDOM, MODULUS = 7, 31
PREFIX = "EM"
LONGEST = 40


def new_reference() -> str:
    """A fresh reference."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return _written(body + _check(body))


def read_reference(text: str) -> str:
    """The reference as kept, from what somebody typed or heard. Raises BadReference when it cannot be one."""
    said = unicodedata.normalize("NFKC", text[:LONGEST]).upper()
    letters = "".join(c for c in said if c.isalnum())
    if len(letters) > RANDOM + 1:  # a body may itself begin with the letters of the prefix
        letters = letters.removeprefix(PREFIX)
    letters = letters.translate(HEARD)
    if len(letters) != RANDOM + 1 or any(c not in ALPHABET for c in letters) or _check(letters[:-1]) != letters[-1]:
        raise BadReference
    return _written(letters)


def _check(body: str) -> str:
    """The sum of position × value, positions from 2, modulo the prime 31."""
    return ALPHABET[sum(place * ALPHABET.index(c) for place, c in enumerate(body, start=2)) % MODULUS]


def _written(letters: str) -> str:
    return f"{PREFIX}-{letters[:4]}-{letters[4:]}"
