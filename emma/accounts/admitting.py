"""From a provider's claims to an account: which one it is, whether there is one at all, and with which role."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts import directory
from emma.accounts.directory import AGENT, LONGEST_LOGIN, LONGEST_NAME
from emma.accounts.people import Person, person_from
from emma.errors import Invalid, NotPermitted
from emma.words import LANGUAGES, Role

BY = "openid"


def admit(connection: Connection, claims: Mapping[str, Any], roles_claim: str, roles: Mapping[str, Role]) -> Person:
    """The account of these claims. Raises NotPermitted when they open none.

    With `roles` the provider decides: who has none of them is not let in, and the account takes the role of now.
    Without, an account exists beforehand and is found by its verified e-mail address the first time.
    """
    subject = subject_of(claims)
    role = role_of(claims, roles_claim, roles)
    if roles and role is None:
        raise NotPermitted
    row = connection.execute(select(AGENT).where(AGENT.c.subject == subject)).first()
    person = person_from(row) if row is not None else _first_time(connection, claims, subject, role)
    if row is not None and row.disabled:
        raise NotPermitted
    if role is not None and person.role is not role:
        return directory.change(connection, person.login, role=role, by=BY)
    return person


def subject_of(claims: Mapping[str, Any]) -> str:
    """What `agents.subject` keeps: a hash of issuer and subject, the only pair that never changes its owner."""
    return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode("utf-8", "replace")).hexdigest()


def role_of(claims: Mapping[str, Any], path: str, roles: Mapping[str, Role]) -> Role | None:
    """The first of `roles` that the claim at `path` (such as `realm_access.roles`) holds."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
    held = found.split() if isinstance(found, str) else found if isinstance(found, list) else []
    return next((role for name, role in roles.items() if name in held), None)


def _first_time(connection: Connection, claims: Mapping[str, Any], subject: str, role: Role | None) -> Person:
    email = str(claims.get("email", "")).strip().lower() if claims.get("email_verified") is True else ""
    row = connection.execute(select(AGENT).where(AGENT.c.login == email)).first() if email else None
    if row is not None:
        # An account with a password or another subject is somebody's already.
        if row.disabled or row.subject is not None or row.password_hash is not None:
            raise NotPermitted
        connection.execute(update(AGENT).where(AGENT.c.id == row.id).values(subject=subject))
        audit.record(connection, BY, "account.bound", subject=row.id)
        return person_from(row)
    if role is None:
        raise NotPermitted
    locale = str(claims.get("locale", ""))[:2].lower()
    try:
        return directory.add(
            connection,
            (email or f"openid-{subject[:16]}")[:LONGEST_LOGIN],
            _first_name(claims),
            role,
            languages=("es", "en") if locale == "es" else (LANGUAGES[0],),
            subject=subject,
            by=BY,
        )
    except Invalid:
        raise NotPermitted from None


def _first_name(claims: Mapping[str, Any]) -> str:
    """What a visitor sees: a first name only."""
    words = str(claims.get("given_name") or claims.get("name") or "").split()
    return (words[0] if words else "Agent")[:LONGEST_NAME]
