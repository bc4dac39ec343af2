"""Published articles as they are shown: one language, one variant, with sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import Article

ARTICLE = Article.__table__


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


def show(connection: Connection, slug: str, language: str, variant: str | None = None) -> Shown | None:
    """The article as a visitor reads it today, or None when it is not published or not valid on this day."""
    row = connection.execute(select(ARTICLE).where(ARTICLE.c.slug == slug)).first()
    if row is None or not _valid(row, date.today()):
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


def titles(connection: Connection, slugs: Sequence[str], language: str) -> dict[str, str]:
    """`slug -> title` of those that are published and valid today."""
    rows = connection.execute(select(ARTICLE).where(ARTICLE.c.slug.in_(list(slugs))))
    return {row.slug: row.title[language] for row in rows if _valid(row, date.today())}


def public_source(source: dict[str, Any]) -> dict[str, str]:
    """What a visitor sees of a source: title, link and date."""
    return {"title": source["title"], "url": source.get("url") or "", "as_of": str(source["as_of"])}


def _valid(row: Any, today: date) -> bool:
    started = row.valid_from is None or row.valid_from <= today
    return bool(row.status == "published" and started and (row.valid_until is None or today <= row.valid_until))
