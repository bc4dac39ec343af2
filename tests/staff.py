"""The staff of the tests (Ben, Bea, Cora, Dana, Teo, Ada), and a signed-in browser or program over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from emma.accounts import directory, sessions, tokens
from emma.accounts.people import Person
from emma.errors import NotFound
from emma.web.staff import COOKIE
from emma.words import Role

STAFF = {
    "ben": ("Ben", Role.TIER_1, ("en",)),
    "bea": ("Bea", Role.TIER_1, ("en", "es")),
    "cora": ("Cora", Role.TIER_2, ("en", "es")),
    "dana": ("Dana", Role.SUPERVISOR, ("en", "es")),
    "teo": ("Teo", Role.TRAINER, ("en", "es")),
    "ada": ("Ada", Role.ADMINISTRATOR, ("en",)),
}


def person(engine: Engine, login: str, **values: Any) -> Person:
    """The account of this login; made where it is missing, with `values` as `directory.add` takes them."""
    with engine.begin() as connection:
        try:
            return directory.find(connection, login)
        except NotFound:
            name, role, languages = STAFF[login]
            return directory.add(connection, login, name, role, **{"languages": languages, **values})


@dataclass
class Staff:
    """Somebody of the staff over HTTP: `headers` hold the session's cookie and its form token."""

    client: TestClient
    engine: Engine
    login: str
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mine = person(self.engine, self.login)
        with self.engine.begin() as connection:
            signed = sessions.start(connection, mine, "test")
        self.headers = {"Cookie": f"{COOKIE}={signed.token}", "X-CSRF": signed.csrf}

    def get(self, path: str, **values: Any) -> Any:
        """GET as this person."""
        return self.client.get(path, headers=self.headers, **values)

    def post(self, path: str, json: Any = None, **values: Any) -> Any:
        """POST as this person, with the form token in the header."""
        return self.client.post(path, json=json, headers=self.headers, **values)


def bearer(engine: Engine, login: str) -> dict[str, str]:
    """The header of a program that uses this person's API token."""
    mine = person(engine, login)
    with engine.begin() as connection:
        return {"Authorization": f"Bearer {tokens.make(connection, mine, 'test')}"}
