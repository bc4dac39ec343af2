"""Items for the trainers' inbox, as values and as rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from emma.inbox.filing import INBOX
from emma.inbox.listing import Item

DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def item(number: int, text: str, kind: str = "not_understood", language: str = "en", **values: Any) -> Item:
    """One open item; a higher number is newer."""
    known: dict[str, Any] = {
        "state": "open", "conversation_id": None, "seq": None, "predicted": None, "second": None, "confidence": None,
        "right_answer": None, "article": None, "made_by": "assistant", "decided_by": None, "decision": None,
        "decided_at": None, "created_at": DAY + timedelta(minutes=number),
    }  # fmt: skip
    return Item(**{"id": number, "kind": kind, "text": text, "language": language, **known, **values})


def filed(engine: Engine, text: str, kind: str = "not_understood", language: str = "en", **values: Any) -> int:
    """A row of the inbox; gives its number."""
    row = {"kind": kind, "state": "open", "text": text, "language": language, "made_by": "assistant", **values}
    with engine.begin() as connection:
        return int(connection.execute(insert(INBOX).values(**row)).inserted_primary_key[0])


def row_of(engine: Engine, number: int) -> Any:
    """The row as it is now."""
    with engine.connect() as connection:
        return connection.execute(select(INBOX).where(INBOX.c.id == number)).one()
