"""The four-word key of a request: told once, kept as an argon2 hash, five wrong tries lock it for an hour."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from emma.errors import Conflict, KeyLocked, NotFound, WrongKey
from emma.language import WORD, fold
from emma.models.base import now
from emma.service_requests.rows import REQUEST
from emma.settings import ROOT
from emma.words import LANGUAGES

WORDS_IN_KEY = 4
TRIES = 5
LOCKED_FOR = timedelta(hours=1)
LONGEST = 200


@cache
def words(language: str) -> tuple[str, ...]:
    """The words keys are made of, one a line of data/words_{language}.txt."""
    known = language if language in LANGUAGES else "en"
    return tuple((ROOT / "data" / f"words_{known}.txt").read_text(encoding="utf-8").split())


def new_key(language: str) -> str:
    """Four different words to write down: 36 bits and more."""
    return " ".join(secrets.SystemRandom().sample(words(language), WORDS_IN_KEY))


def hashed(key: str) -> str:
    """The hash to keep."""
    return _hasher().hash(_heard(key))


def issue(connection: Connection, reference: str, conversation_id: str, language: str) -> str:
    """Make the key of a request that has none yet, for the visitor in whose conversation it was made.

    Told here and never again. Raises NotFound for another conversation's request, Conflict the second time.
    """
    mine = (REQUEST.c.reference == reference, REQUEST.c.conversation_id == conversation_id)
    if connection.execute(select(REQUEST.c.reference).where(*mine)).first() is None:
        raise NotFound
    key = new_key(language)
    made = update(REQUEST).where(*mine, REQUEST.c.key_hash == "").values(key_hash=hashed(key))
    if not connection.execute(made).rowcount:
        raise Conflict
    return key


def unlock(engine: Engine, reference: str, key: str, moment: datetime | None = None) -> Any:
    """The row of a request, for its key. Raises KeyLocked, or WrongKey, also when there is no such request.

    The try is counted before it is looked at, so that guesses at once are not free; both failures do the same work.
    """
    moment = moment or now()
    with engine.begin() as connection:
        row = connection.execute(select(REQUEST).where(REQUEST.c.reference == reference).with_for_update()).first()
        if row is not None and row.key_hash:
            _count_try(connection, row, moment)
    if not _matches(row.key_hash if row is not None else "", key):
        raise WrongKey
    with engine.begin() as connection:
        mine = update(REQUEST).where(REQUEST.c.reference == reference)
        connection.execute(mine.values(tries=0, locked_until=None))
    return row


def _count_try(connection: Connection, row: Any, moment: datetime) -> None:
    if row.locked_until is not None and row.locked_until > moment:
        raise KeyLocked
    tries = 1 if row.locked_until is not None else row.tries + 1
    until = moment + LOCKED_FOR if tries >= TRIES else None
    mine = update(REQUEST).where(REQUEST.c.reference == row.reference)
    connection.execute(mine.values(tries=tries, locked_until=until))


def _matches(kept: str, key: str) -> bool:
    try:
        _hasher().verify(kept or _nobodys(), _heard(key))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def _heard(key: str) -> str:
    """A key as compared: letters only, lower case, without accents, so that hyphens and spaces do not matter."""
    return "".join(WORD.findall(fold(key[:LONGEST])))


@cache
def _hasher() -> PasswordHasher:
    """The library's defaults (RFC 9106, low memory)."""
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this key")
