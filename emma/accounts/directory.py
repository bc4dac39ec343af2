"""The accounts: add, find, change, disable. Every change is an audit row in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from emma import audit
from emma.accounts.passwords import hashed
from emma.accounts.people import Person, person_from
from emma.errors import Invalid, NotFound
from emma.models import Agent, AgentSession, ApiToken
from emma.models.base import now
from emma.words import LANGUAGES, Role

AGENT = Agent.__table__
SESSION = AgentSession.__table__
TOKEN = ApiToken.__table__
LONGEST_NAME, LONGEST_LOGIN = 60, 120
MOST_AT_ONCE = 20


def add(
    connection: Connection,
    login: str,
    name: str,
    role: Role,
    *,
    languages: Sequence[str] = ("en",),
    password: str | None = None,
    subject: str | None = None,
    capacity: int = 3,
    by: str = audit.OPERATOR,
) -> Person:
    """Make an account. Without a password it signs in by OpenID Connect only. Raises Invalid."""
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "login": _word(login.lower(), LONGEST_LOGIN),
        "name": _word(name, LONGEST_NAME),
        "role": Role(role),
        "languages": _languages(languages),
        "capacity": _capacity(capacity),
        "password_hash": hashed(password) if password is not None else None,
        "subject": subject,
        "created_at": now(),
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(AGENT).values(**values))
    except IntegrityError:
        raise Invalid("There is an account with this login already.") from None
    audit.record(connection, by, "account.added", subject=values["id"], purpose=str(role))
    return by_id(connection, values["id"])


def find(connection: Connection, login: str) -> Person:
    """The account with this login, if it is not disabled. Raises NotFound."""
    query = select(AGENT).where(AGENT.c.login == login.strip().lower(), AGENT.c.disabled.is_(False))
    row = connection.execute(query).first()
    if row is None:
        raise NotFound
    return person_from(row)


def by_id(connection: Connection, agent_id: str) -> Person:
    """The account with this id, if it is not disabled. Raises NotFound."""
    row = connection.execute(select(AGENT).where(AGENT.c.id == agent_id, AGENT.c.disabled.is_(False))).first()
    if row is None:
        raise NotFound
    return person_from(row)


def everybody(connection: Connection) -> list[Any]:
    """All rows, disabled ones too, by name."""
    return connection.execute(select(AGENT).order_by(AGENT.c.name)).all()


def names(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """First names by id, disabled accounts too: history keeps its names."""
    if not ids:
        return {}
    rows = connection.execute(select(AGENT.c.id, AGENT.c.name).where(AGENT.c.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def disable(connection: Connection, login: str, by: str = audit.OPERATOR) -> Person:
    """Close an account: its sessions and tokens end now. Its conversations go back to the queue (the desk)."""
    person = find(connection, login)
    connection.execute(update(AGENT).where(AGENT.c.id == person.id).values(disabled=True))
    connection.execute(delete(SESSION).where(SESSION.c.agent_id == person.id))
    ended = update(TOKEN).where(TOKEN.c.agent_id == person.id, TOKEN.c.revoked_at.is_(None))
    connection.execute(ended.values(revoked_at=now()))
    audit.record(connection, by, "account.disabled", subject=person.id)
    return person


def enable(connection: Connection, login: str, by: str = audit.OPERATOR) -> Person:
    """Open a disabled account again, without its old sessions and tokens. Raises NotFound."""
    query = select(AGENT.c.id).where(AGENT.c.login == login.strip().lower(), AGENT.c.disabled.is_(True))
    agent_id = connection.execute(query).scalar()
    if agent_id is None:
        raise NotFound
    connection.execute(
        update(AGENT).where(AGENT.c.id == agent_id).values(disabled=False, failures=0, locked_until=None)
    )
    audit.record(connection, by, "account.enabled", subject=agent_id)
    return by_id(connection, agent_id)


def change(
    connection: Connection,
    login: str,
    *,
    role: Role | None = None,
    languages: Sequence[str] | None = None,
    capacity: int | None = None,
    password: str | None = None,
    by: str = audit.OPERATOR,
) -> Person:
    """Change what is given. Raises NotFound or Invalid."""
    person = find(connection, login)
    values: dict[str, Any] = {}
    if role is not None:
        values["role"] = Role(role)
    if languages is not None:
        values["languages"] = _languages(languages)
    if capacity is not None:
        values["capacity"] = _capacity(capacity)
    if password is not None:
        values |= {"password_hash": hashed(password), "failures": 0, "locked_until": None}
        connection.execute(delete(SESSION).where(SESSION.c.agent_id == person.id))
    if values:
        connection.execute(update(AGENT).where(AGENT.c.id == person.id).values(**values))
        audit.record(connection, by, "account.changed", subject=person.id, purpose=", ".join(sorted(values)))
    return find(connection, login)


def _word(text: str, longest: int) -> str:
    text = text.strip()
    if not text or len(text) > longest or not text.isprintable():
        raise Invalid("An account needs a login and a first name.")
    return text


def _languages(codes: Sequence[str]) -> list[str]:
    found = [code for code in LANGUAGES if code in codes]
    if not found or len(found) != len(set(codes)):
        raise Invalid(f"Languages are {' and '.join(LANGUAGES)}.")
    return found


def _capacity(number: int) -> int:
    if not 1 <= number <= MOST_AT_ONCE:
        raise Invalid(f"An agent has 1 to {MOST_AT_ONCE} conversations at once.")
    return number
