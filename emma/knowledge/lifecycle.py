"""The life of an article: pulled and published by a word that holds in every process, expired and due by its dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.errors import KnowledgeError
from emma.knowledge.articles import ARTICLE, Standing, standing

REVIEW_AFTER = timedelta(days=180)
ENDING = timedelta(days=30)


@dataclass(frozen=True)
class Record:
    """One article as its owner sees it."""

    slug: str
    title: str
    owner: str
    standing: Standing
    reviewed_on: date
    valid_from: date | None
    valid_until: date | None

    def due(self, today: date) -> bool:
        """Whether its owner should look at it: over, over within 30 days, or not reviewed for 180."""
        ending = self.valid_until is not None and self.valid_until <= today + ENDING
        return ending or self.reviewed_on + REVIEW_AFTER <= today


def pull(engine: Engine, slug: str, actor: str = audit.OPERATOR) -> None:
    """Stop an article from answering, being offered and being found, at once. Raises KnowledgeError for an unknown slug.

    Actions read the row for every answer, so every process obeys from the next message on.
    """
    _change(engine, slug, Standing.PULLED, actor)


def publish(engine: Engine, slug: str, actor: str = audit.OPERATOR) -> None:
    """Let a pulled article answer again. Raises KnowledgeError for an unknown slug or a draft."""
    _change(engine, slug, Standing.PUBLISHED, actor)


def records(connection: Connection, today: date, language: str = "en") -> Iterator[Record]:
    """All articles by slug, with what they do on this day."""
    for row in connection.execute(select(ARTICLE).order_by(ARTICLE.c.slug)):
        yield Record(
            slug=row.slug,
            title=row.title[language],
            owner=row.owner,
            standing=standing(row, today),
            reviewed_on=row.reviewed_on,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )


def _change(engine: Engine, slug: str, status: Standing, actor: str) -> None:
    with engine.begin() as connection:
        row = connection.execute(select(ARTICLE.c.status).where(ARTICLE.c.slug == slug).with_for_update()).first()
        if row is None:
            raise KnowledgeError(f"There is no article {slug}.")
        if row.status == Standing.DRAFT and status is Standing.PUBLISHED:
            raise KnowledgeError(f"{slug} is a draft: take `draft` out of its file and run `emma train`.")
        connection.execute(update(ARTICLE).where(ARTICLE.c.slug == slug).values(status=status.value))
        audit.record(connection, actor, f"article.{status.value}", subject=slug)
