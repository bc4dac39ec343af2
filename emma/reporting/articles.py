"""How articles fare, from the messages that are still kept: shown, helpful, not helpful, asked back, not understood.

Counts without persons: a cell under ten is not told (retention.toml, `metrics`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, case, func, select
from sqlalchemy.engine import Connection

from emma.models import InboxItem, Message
from emma.reporting.small_cells import LEAST
from emma.words import Outcome, Sender

MESSAGE = Message.__table__
INBOX = InboxItem.__table__
DOUBTFUL = ("not_understood", "low", "close")


@dataclass(frozen=True)
class Fare:
    """The counts of one article; None stands for one to nine."""

    slug: str
    shown: int | None
    helpful: int | None
    not_helpful: int | None
    asked_back: int | None
    not_understood: int | None


def told(count: int) -> int | None:
    """The count, or None when it is too small to be told; nothing at all may be told."""
    return count if count == 0 or count >= LEAST else None


def fares(connection: Connection) -> list[Fare]:
    """Every article that was shown or nearly was, the most unhelpful first, then by how often it was shown."""
    of = (MESSAGE.c.sender == Sender.ASSISTANT, MESSAGE.c.article.is_not(None))
    answered = connection.execute(
        select(
            MESSAGE.c.article,
            func.count().label("shown"),
            _count(MESSAGE.c.helpful.is_(True)).label("helpful"),
            _count(MESSAGE.c.helpful.is_(False)).label("not_helpful"),
            _count(MESSAGE.c.outcome == Outcome.ASKED).label("asked_back"),
        )
        .where(*of)
        .group_by(MESSAGE.c.article)
    )
    rows = {row.article: (row.shown, row.helpful, row.not_helpful, row.asked_back) for row in answered}
    doubtful = connection.execute(
        select(INBOX.c.article, func.count().label("times"))
        .where(INBOX.c.kind.in_(DOUBTFUL), INBOX.c.article.is_not(None))
        .group_by(INBOX.c.article)
    )
    missed = {row.article: row.times for row in doubtful}
    slugs = sorted(rows.keys() | missed.keys(), key=lambda slug: _worst_first(slug, rows))
    return [Fare(slug, *map(told, (*rows.get(slug, (0, 0, 0, 0)), missed.get(slug, 0)))) for slug in slugs]


def _worst_first(slug: str, rows: dict[str, tuple[int, int, int, int]]) -> tuple[int, int, str]:
    """By counts that may be told only: the order must not tell more than the cells."""
    shown, _, not_helpful, _ = (told(count) or 0 for count in rows.get(slug, (0, 0, 0, 0)))
    return -not_helpful, -shown, slug


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).cast(Integer)
