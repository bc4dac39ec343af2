"""Signing in and out: sessions by cookie, lock-out after wrong passwords, the same answer for every failure."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.accounts.directory import AGENT, SESSION
from emma.accounts.passwords import matches
from emma.accounts.people import Person, person_from
from emma.errors import Locked, NotSignedIn
from emma.models.base import now

LIVES = timedelta(hours=12)
IDLE = timedelta(hours=1)
TOUCH = timedelta(minutes=1)
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


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


def sign_in(engine: Engine, login: str, password: str) -> SignedIn:
    """Start a session. Raises NotSignedIn whatever was wrong, and Locked after five wrong tries in a row."""
    with engine.begin() as connection:
        row = _account(connection, login.strip().lower()[:120])
        good = matches(row.password_hash if row else None, password)
        if row is not None and row.locked_until is not None and row.locked_until > now():
            good, outcome = False, "locked"
        elif not good or row is None or row.disabled:
            outcome = _failed(connection, row)
        else:
            connection.execute(update(AGENT).where(AGENT.c.id == row.id).values(failures=0, locked_until=None))
            return start(connection, person_from(row))
    if outcome == "locked":
        raise Locked
    raise NotSignedIn("The login or the password is wrong.")


def start(connection: Connection, person: Person, how: str = "password") -> SignedIn:
    """A session for somebody whose identity was shown."""
    token, csrf, moment = secrets.token_urlsafe(32), secrets.token_urlsafe(24), now()
    connection.execute(delete(SESSION).where(SESSION.c.expires_at <= moment))
    connection.execute(
        insert(SESSION).values(
            token_hash=hash_of(token),
            agent_id=person.id,
            csrf=csrf,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + LIVES,
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


def hash_of(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _account(connection: Connection, login: str) -> Any:
    return connection.execute(select(AGENT).where(AGENT.c.login == login).with_for_update()).first()


def _failed(connection: Connection, row: Any) -> str:
    if row is None:
        return "unknown"
    failures = row.failures + 1
    locked = now() + LOCKED_FOR if failures >= TRIES else None
    connection.execute(
        update(AGENT).where(AGENT.c.id == row.id).values(failures=0 if locked else failures, locked_until=locked)
    )
    audit.record(connection, row.id, "account.refused", subject=row.id, purpose="locked" if locked else "")
    return "refused"
