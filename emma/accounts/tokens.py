"""API tokens of agents for the JSON interface: made, used, revoked. Told once; only the hash is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.accounts.directory import AGENT, TOKEN
from emma.accounts.people import Person, person_from
from emma.accounts.sessions import Signed, hash_of
from emma.errors import Invalid, NotFound, NotSignedIn
from emma.models.base import now

PREFIX = "emma_"
TOUCH = timedelta(hours=1)


def make(connection: Connection, person: Person, name: str, by: str = audit.OPERATOR) -> str:
    """A new token for this person. Raises Invalid without a name."""
    name = name.strip()[:60]
    if not name or not name.isprintable():
        raise Invalid("A token needs a name that says what uses it.")
    token = PREFIX + secrets.token_urlsafe(32)
    connection.execute(insert(TOKEN).values(agent_id=person.id, name=name, token_hash=hash_of(token), created_at=now()))
    audit.record(connection, by, "token.made", subject=person.id, purpose=name)
    return token


def revoke(connection: Connection, person: Person, name: str, by: str = audit.OPERATOR) -> int:
    """Stop the tokens of this name. Gives how many. Raises NotFound when there is none."""
    query = update(TOKEN).where(TOKEN.c.agent_id == person.id, TOKEN.c.name == name, TOKEN.c.revoked_at.is_(None))
    revoked = int(connection.execute(query.values(revoked_at=now())).rowcount)
    if not revoked:
        raise NotFound
    audit.record(connection, by, "token.revoked", subject=person.id, purpose=name)
    return revoked


def of_agent(connection: Connection, agent_id: str) -> list[Any]:
    """The rows of an account's living tokens."""
    query = select(TOKEN).where(TOKEN.c.agent_id == agent_id, TOKEN.c.revoked_at.is_(None))
    return connection.execute(query.order_by(TOKEN.c.created_at)).all()


def who_by_token(engine: Engine, token: str) -> Signed:
    """Who uses this token; when it was last used is kept to the hour. Raises NotSignedIn."""
    query = select(AGENT, TOKEN.c.id.label("token_id"), TOKEN.c.used_at).join(TOKEN, TOKEN.c.agent_id == AGENT.c.id)
    living = query.where(
        TOKEN.c.token_hash == hash_of(token), TOKEN.c.revoked_at.is_(None), AGENT.c.disabled.is_(False)
    )
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(living).first()
    if row is None:
        raise NotSignedIn
    moment = now()
    if row.used_at is None or row.used_at <= moment - TOUCH:
        with engine.begin() as connection:
            connection.execute(update(TOKEN).where(TOKEN.c.id == row.token_id).values(used_at=moment))
    return Signed(person_from(row))
