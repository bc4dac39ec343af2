"""A task for the owner of an article whose last day has passed: one open item, and a new one when that was purged."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from emma.inbox.filing import INBOX
from emma.knowledge.articles import ARTICLE, Standing, standing
from emma.models.base import now

EXPIRED_ARTICLE = "expired_article"


def open_expired(engine: Engine, today: date) -> list[str]:
    """File the expired articles that have no item since their end. Gives their slugs."""
    filed = []
    with engine.begin() as connection:
        for row in connection.execute(select(ARTICLE).order_by(ARTICLE.c.slug)).all():
            if standing(row, today) is not Standing.EXPIRED:
                continue
            mine = (INBOX.c.kind == EXPIRED_ARTICLE, INBOX.c.article == row.slug)
            since = INBOX.c.created_at >= datetime.combine(row.valid_until, time.min, UTC)
            if connection.execute(select(INBOX.c.id).where(*mine, since)).first() is not None:
                continue
            connection.execute(
                insert(INBOX).values(
                    kind=EXPIRED_ARTICLE,
                    state="open",
                    text=f"{row.title['en']} ({row.owner}, {row.valid_until.isoformat()})",
                    language="en",
                    article=row.slug,
                    made_by="assistant",
                    created_at=now(),
                )
            )
            filed.append(row.slug)
    return filed
