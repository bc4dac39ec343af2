"""The accounts of a demonstration, one click each. They have no password, and a production start refuses them."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.accounts import directory, sessions
from emma.accounts.directory import AGENT
from emma.accounts.people import person_from
from emma.errors import NotFound, SettingsError
from emma.words import Role

MARK = "demonstration:"  # what `agents.subject` begins with


@dataclass(frozen=True)
class Played:
    """Somebody of the demonstration; `key` names the part in addresses."""

    key: str
    login: str
    name: str
    role: Role
    languages: tuple[str, ...]


CAST = (
    Played("tier_1", "ben", "Ben", Role.TIER_1, ("en",)),
    Played("tier_1_es", "bea", "Bea", Role.TIER_1, ("en", "es")),
    Played("tier_2", "cora", "Cora", Role.TIER_2, ("en", "es")),
    Played("supervisor", "dana", "Dana", Role.SUPERVISOR, ("en", "es")),
    Played("trainer", "teo", "Teo", Role.TRAINER, ("en", "es")),
    Played("administrator", "ada", "Ada", Role.ADMINISTRATOR, ("en", "es")),
)


def make(engine: Engine) -> None:
    """Add the accounts that are missing; one that was disabled or whose login is taken is left as it is."""
    with engine.begin() as connection:
        known = set(connection.execute(select(AGENT.c.login)).scalars())
        for one in CAST:
            if one.login not in known:
                directory.add(
                    connection, one.login, one.name, one.role,
                    languages=one.languages, subject=MARK + one.login, by="demonstration",
                )  # fmt: skip


def refuse(engine: Engine) -> None:
    """Raises SettingsError where an account of a demonstration is open."""
    query = select(AGENT.c.login).where(AGENT.c.subject.like(f"{MARK}%"), AGENT.c.disabled.is_(False))
    with engine.connect().execution_options(read_only=True) as connection:
        found = sorted(connection.execute(query).scalars())
    if found:
        raise SettingsError(
            f"This database has accounts of a demonstration ({', '.join(found)}). Close each with "
            "`emma user disable`, or start production on a database of its own."
        )


def sign_in(engine: Engine, key: str) -> sessions.SignedIn:
    """A session for a part. Raises NotFound when there is no such part or its account is disabled."""
    login = next((one.login for one in CAST if one.key == key), None)
    with engine.begin() as connection:
        row = connection.execute(
            select(AGENT).where(AGENT.c.subject == f"{MARK}{login}", AGENT.c.disabled.is_(False))
        ).first()
        if row is None:
            raise NotFound
        return sessions.start(connection, person_from(row), "demonstration")


class OneTimeKeys:
    """The keys of the printed links: each opens its part once, in the process that printed it."""

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}
        self._lock = threading.Lock()

    def issue(self, part: str) -> str:
        """A new key for a part."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._parts[key] = part
        return key

    def take(self, key: str, part: str) -> bool:
        """Whether this key opened the part now; it never does again."""
        with self._lock:
            return self._parts.pop(key, None) == part
