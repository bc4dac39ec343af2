"""Articles as they are shown: one language, one variant, with sources; or why one is not shown today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import Article

ARTICLE = Article.__table__


class Standing(StrEnum):
    """What an article does on a day. Only `published` ones answer, are offered and are found."""

    PUBLISHED = "published"
    DRAFT = "draft"
    PULLED = "pulled"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Shown:
    """An article in one language. `choices` are (title, variant key) when the article asks back first."""

    slug: str
    topic: str
    outcome: str
    title: str
    text: str
    sources: tuple[dict[str, str], ...]
    related: tuple[str, ...]
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Withheld:
    """An article that does not answer today: why, its official source, and what is near to it."""

    slug: str
    topic: str
    standing: Standing
    sources: tuple[dict[str, str], ...]
    related: tuple[str, ...]
    valid_until: date | None = None


def show(connection: Connection, slug: str, language: str, variant: str | None = None) -> Shown | None:
    """The article as a visitor reads it today, or None when it is not published or not valid on this day."""
    row = connection.execute(select(ARTICLE).where(ARTICLE.c.slug == slug)).first()
    if row is None or standing(row, date.today()) is not Standing.PUBLISHED:
        return None
    chosen = next((v for v in row.variants if v["key"] == variant), None)
    asks = bool(row.ask) and chosen is None
    text = row.ask[language] if asks else (chosen["answer"] if chosen else row.answer)[language]
    if row.replaced and not asks:
        text = f"{text}\n\n{row.replaced[language]}"
    return Shown(
        slug=row.slug,
        topic=row.topic,
        outcome="asked" if asks else row.outcome,
        title=row.title[language],
        text=text,
        sources=tuple(public_source(source) for source in row.sources),
        related=tuple(row.related),
        choices=tuple((v["title"][language], v["key"]) for v in row.variants) if asks else (),
    )


def withheld(connection: Connection, slug: str) -> Withheld | None:
    """Why an article is not shown today, or None when it is, or when there is none."""
    row = connection.execute(select(ARTICLE).where(ARTICLE.c.slug == slug)).first()
    if row is None or (found := standing(row, date.today())) is Standing.PUBLISHED:
        return None
    sources = tuple(public_source(source) for source in row.sources)
    return Withheld(row.slug, row.topic, found, sources, tuple(row.related), row.valid_until)


def titles(connection: Connection, slugs: Sequence[str], language: str) -> dict[str, str]:
    """`slug -> title` of those that are published and valid today."""
    rows = connection.execute(select(ARTICLE).where(ARTICLE.c.slug.in_(list(slugs))))
    return {row.slug: row.title[language] for row in rows if standing(row, date.today()) is Standing.PUBLISHED}


def public_source(source: dict[str, Any]) -> dict[str, str]:
    """What a visitor sees of a source: title, link and date."""
    return {"title": source["title"], "url": source.get("url") or "", "as_of": str(source["as_of"])}


def standing(row: Any, today: date) -> Standing:
    """What a row of `articles` does on a day; the dates decide where nobody pulled it."""
    if row.status != Standing.PUBLISHED:
        return Standing(row.status)
    if row.valid_until is not None and row.valid_until < today:
        return Standing.EXPIRED
    if row.valid_from is not None and today < row.valid_from:
        return Standing.NOT_YET
    return Standing.PUBLISHED
