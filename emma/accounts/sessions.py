"""Signing in and out: sessions by cookie, lock-out after wrong passwords, the same answer for every failure."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.accounts.directory import AGENT, LONGEST_LOGIN, SESSION
from emma.accounts.passwords import matches
from emma.accounts.people import Person, person_from
from emma.errors import NotSignedIn
from emma.models.base import now

LIVES = timedelta(hours=12)
IDLE = timedelta(hours=1)
TOUCH = timedelta(minutes=1)
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
NOBODY = "nobody"


@dataclass(frozen=True)
class SignedIn:
    """A new session; the token goes into the cookie and only its hash is kept."""

    token: str
    csrf: str
    person: Person


@dataclass(frozen=True)
class Signed:
    """Who a request is from. `csrf` is empty for an API token, which no browser sends by itself."""

    person: Person
    csrf: str = ""


def sign_in(engine: Engine, login: str, password: str, moment: datetime | None = None) -> SignedIn:
    """Start a session. Raises NotSignedIn, with the same words and work whatever was wrong.

    After five wrong passwords in a row the account refuses every password for 15 minutes, the right one too: saying
    so, or letting it in, would tell a guesser which logins exist and which guess was right.
    """
    at = moment or now()
    name = login.strip().lower()
    name = name if len(name) <= LONGEST_LOGIN and name.isprintable() else ""
    with engine.connect().execution_options(read_only=True) as connection:
        seen = connection.execute(select(AGENT).where(AGENT.c.login == name)).first()
    # Outside of any transaction: the hash takes long on purpose, and nobody shall wait for it.
    good = matches(seen.password_hash if seen else None, password)
    with engine.begin() as connection:
        row = connection.execute(select(AGENT).where(AGENT.c.login == name).with_for_update()).first()
        if good and row is not None and row.password_hash == seen.password_hash and _open(row, at):
            connection.execute(update(AGENT).where(AGENT.c.id == row.id).values(failures=0, locked_until=None))
            return start(connection, person_from(row), moment=at)
        _refuse(connection, row, at)
    raise NotSignedIn("The login or the password is wrong, or the account rests after five wrong tries.")


def start(connection: Connection, person: Person, how: str = "password", moment: datetime | None = None) -> SignedIn:
    """A session for somebody whose identity was shown."""
    token, csrf, at = secrets.token_urlsafe(32), secrets.token_urlsafe(24), moment or now()
    connection.execute(delete(SESSION).where(SESSION.c.expires_at <= at))
    connection.execute(
        insert(SESSION).values(
            token_hash=hash_of(token),
            agent_id=person.id,
            csrf=csrf,
            created_at=at,
            seen_at=at,
            expires_at=at + LIVES,
        )
    )
    audit.record(connection, person.id, "account.signed_in", subject=person.id, purpose=how)
    return SignedIn(token, csrf, person)


def who(engine: Engine, token: str, moment: datetime | None = None) -> Signed:
    """Who holds this cookie. A disabled account, an idle hour or an old session: NotSignedIn."""
    at = moment or now()
    query = select(SESSION, AGENT).join(AGENT, AGENT.c.id == SESSION.c.agent_id)
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(query.where(SESSION.c.token_hash == hash_of(token))).first()
    if row is None or row.disabled or row.expires_at <= at or row.seen_at <= at - IDLE:
        raise NotSignedIn
    if row.seen_at <= at - TOUCH:
        with engine.begin() as connection:
            connection.execute(update(SESSION).where(SESSION.c.token_hash == row.token_hash).values(seen_at=at))
    return Signed(person_from(row), row.csrf)


def sign_out(engine: Engine, token: str) -> None:
    """End this session."""
    with engine.begin() as connection:
        query = select(SESSION.c.agent_id).where(SESSION.c.token_hash == hash_of(token))
        agent_id = connection.execute(query).scalar()
        if agent_id is not None:
            connection.execute(delete(SESSION).where(SESSION.c.token_hash == hash_of(token)))
            audit.record(connection, agent_id, "account.signed_out", subject=agent_id)


def sign_out_everywhere(engine: Engine, person: Person) -> int:
    """End all sessions of a person. Gives how many."""
    with engine.begin() as connection:
        ended = connection.execute(delete(SESSION).where(SESSION.c.agent_id == person.id)).rowcount
        audit.record(connection, person.id, "account.signed_out", subject=person.id, purpose="everywhere")
    return int(ended)


def count(engine: Engine, person: Person, moment: datetime | None = None) -> int:
    """How many browsers this person is signed in on."""
    at = moment or now()
    living = select(func.count()).where(SESSION.c.agent_id == person.id, SESSION.c.expires_at > at)
    with engine.connect().execution_options(read_only=True) as connection:
        return int(connection.execute(living.where(SESSION.c.seen_at > at - IDLE)).scalar_one())


def hash_of(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _open(row: Any, at: datetime) -> bool:
    return not row.disabled and not _locked(row, at)


def _locked(row: Any, at: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > at


def _refuse(connection: Connection, row: Any, at: datetime) -> None:
    """Count a wrong try; while an account is locked further tries do not lengthen it."""
    subject = row.id if row is not None else ""
    outcome = "unknown" if row is None else "locked" if _locked(row, at) else "wrong"
    if outcome == "wrong":
        failures = row.failures + 1
        locked = failures >= TRIES
        values = {"failures": 0 if locked else failures, "locked_until": at + LOCKED_FOR if locked else None}
        connection.execute(update(AGENT).where(AGENT.c.id == row.id).values(**values))
        outcome = "wrong, locked now" if locked else outcome
    audit.record(connection, NOBODY, "account.refused", subject=subject, purpose=outcome)
