"""A supervisor's notices to visitors, agents or everybody, such as an office closed today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.desk.context import Desk
from emma.desk.guarding import guard_or_ask
from emma.errors import Invalid, NotFound, NotPermitted
from emma.models import Notice
from emma.models.base import now

NOTICE = Notice.__table__
VISITORS, AGENTS, EVERYBODY = "visitors", "agents", "everybody"
LONGEST = 300


def post(desk: Desk, person: Person, audience: str, text_en: str, text_es: str, until: datetime) -> dict[str, Any]:
    """Show a notice from now to `until`, in both languages. Raises NotPermitted, Invalid, Guarded or TooLong."""
    if not person.may_supervise:
        raise NotPermitted
    if audience not in (VISITORS, AGENTS, EVERYBODY) or until.tzinfo is None or until <= now():
        raise Invalid("Say for whom the notice is, and a time to come until which it stands.")
    texts = [guard_or_ask(desk, text, person, masked=False).text for text in (text_en, text_es)]
    if any(len(text) > LONGEST for text in texts):
        raise Invalid(f"A notice has at most {LONGEST} characters.")
    values = {"audience": audience, "text_en": texts[0], "text_es": texts[1], "made_by": person.id}
    with desk.engine.begin() as connection:
        statement = insert(NOTICE).values(**values, from_at=now(), until_at=until)
        notice_id = connection.execute(statement).inserted_primary_key[0]
        audit.record(connection, person.id, "notice.posted", subject=str(notice_id), purpose=audience)
        return _shape(connection.execute(select(NOTICE).where(NOTICE.c.id == notice_id)).one())


def withdraw(desk: Desk, person: Person, notice_id: int) -> None:
    """Take a notice down now. Raises NotPermitted or NotFound."""
    if not person.may_supervise:
        raise NotPermitted
    moment = now()
    with desk.engine.begin() as connection:
        stands = (NOTICE.c.id == notice_id, NOTICE.c.until_at > moment)
        if not connection.execute(update(NOTICE).where(*stands).values(until_at=moment)).rowcount:
            raise NotFound
        audit.record(connection, person.id, "notice.withdrawn", subject=str(notice_id))


def current(connection: Connection, *audiences: str) -> list[dict[str, Any]]:
    """The notices that stand now for any of these audiences (all without one), oldest first."""
    moment = now()
    query = select(NOTICE).where(NOTICE.c.from_at <= moment, NOTICE.c.until_at > moment)
    if audiences:
        query = query.where(NOTICE.c.audience.in_(audiences))
    return [_shape(row) for row in connection.execute(query.order_by(NOTICE.c.id))]


def for_visitors(connection: Connection, language: str) -> list[dict[str, Any]]:
    """What visitors are shown, in their language."""
    found = current(connection, VISITORS, EVERYBODY)
    return [{"id": one["id"], "text": one["text_es" if language == "es" else "text_en"]} for one in found]


def _shape(row: Any) -> dict[str, Any]:
    names = ("id", "audience", "text_en", "text_es")
    return {
        **{name: getattr(row, name) for name in names},
        "from_at": row.from_at.isoformat(),
        "until_at": row.until_at.isoformat(),
    }
