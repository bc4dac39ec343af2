"""Passwords: argon2id, and the same work for a login that does not exist as for a wrong password."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from emma.errors import Invalid

SHORTEST, LONGEST = 12, 200


@cache
def hasher() -> PasswordHasher:
    """The library's defaults (RFC 9106, low memory)."""
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return hasher().hash("nobody signs in with this")


def hashed(password: str) -> str:
    """The hash to keep. Raises Invalid when the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"A password has {SHORTEST} to {LONGEST} characters.")
    return hasher().hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one; without one the same work is done and the answer is no."""
    try:
        hasher().verify(kept or _nobodys(), _bytes(password[:LONGEST]))
    except VerificationError:
        return False
    return kept is not None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "replace")
