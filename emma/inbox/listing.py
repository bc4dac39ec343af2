"""Reading the inbox: what is open, what was decided. A conversation that became a protected one is never shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from emma.inbox.expiring import EXPIRED_ARTICLE
from emma.inbox.filing import CORRECTED, INBOX
from emma.inbox.noticing import CLOSE, LOW, NOT_UNDERSTOOD, UNHELPFUL
from emma.inbox.protection import open_to_trainers

LABEL = "label"
KINDS = (NOT_UNDERSTOOD, LOW, CLOSE, UNHELPFUL, CORRECTED, LABEL, EXPIRED_ARTICLE)
# What visitors wrote: these can become examples.
MESSAGES = (NOT_UNDERSTOOD, LOW, CLOSE, UNHELPFUL, CORRECTED)
OPEN, DECIDED = "open", "decided"
MOST = 5000


@dataclass(frozen=True)
class Item:
    """One row of the inbox. `predicted` and `second` are full intent names, but the article alone in a correction;
    of a `label` item `second` is the intent that the example belongs to now."""

    id: int
    kind: str
    state: str
    conversation_id: str | None
    seq: int | None
    text: str
    language: str
    predicted: str | None
    second: str | None
    confidence: float | None
    right_answer: str | None
    article: str | None
    made_by: str
    decided_by: str | None
    decision: str | None
    decided_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class Wanted:
    """Which items are shown; empty: all."""

    kind: str = ""
    language: str = ""


def open_items(connection: Connection, wanted: Wanted | None = None) -> list[Item]:
    """Open items, the newest first, at most 5,000."""
    query = _shown().where(INBOX.c.state == OPEN).order_by(INBOX.c.created_at.desc(), INBOX.c.id.desc()).limit(MOST)
    if wanted and wanted.kind:
        query = query.where(INBOX.c.kind == wanted.kind)
    if wanted and wanted.language:
        query = query.where(INBOX.c.language == wanted.language)
    return _items(connection, query)


def decided_items(connection: Connection, most: int = 200) -> list[Item]:
    """The last decisions, the newest first."""
    query = _shown().where(INBOX.c.state == DECIDED).order_by(INBOX.c.decided_at.desc(), INBOX.c.id.desc())
    return _items(connection, query.limit(most))


def items_of(connection: Connection, ids: Sequence[int]) -> list[Item]:
    """These items, in whichever state, by their number; those that are gone or protected are missing."""
    return _items(connection, _shown().where(INBOX.c.id.in_(list(ids))).order_by(INBOX.c.id))


def decided_with(connection: Connection, item_id: int) -> list[Item]:
    """The items decided in the same act as this one; none when it is not decided (any more)."""
    one = next(iter(items_of(connection, [item_id])), None)
    if one is None or one.state != DECIDED:
        return []
    same = (INBOX.c.decided_by == one.decided_by, INBOX.c.decided_at == one.decided_at, INBOX.c.state == DECIDED)
    return _items(connection, _shown().where(*same).order_by(INBOX.c.id))


def open_counts(connection: Connection) -> dict[str, int]:
    """How many open items there are of each kind; kinds without any are missing."""
    query = _shown(INBOX.c.kind, func.count()).where(INBOX.c.state == OPEN).group_by(INBOX.c.kind)
    return {row[0]: row[1] for row in connection.execute(query)}


def _shown(*columns: Any) -> Select:
    shown = or_(INBOX.c.conversation_id.is_(None), open_to_trainers(INBOX.c.conversation_id))
    return select(*(columns or INBOX.c)).where(shown)


def _items(connection: Connection, query: Select) -> list[Item]:
    return [Item(**row._mapping) for row in connection.execute(query)]
