"""`emma seed`: everything under data/ into SQL. What is pulled by an operator stays pulled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma.knowledge.canned import load_canned, read_canned
from emma.knowledge.tables import FILES, load_table
from emma.models import Article
from emma.nlu.articles import Article as ArticleFile
from emma.nlu.articles import load_articles

ARTICLE = Article.__table__
PULLED = "pulled"
TURN = 0x656D6D62  # the advisory lock of seeding; only its being the same everywhere matters


def seed(engine: Engine, data: Path, say: Callable[[str, int], None] = lambda name, count: None) -> dict[str, int]:
    """Load all tables and articles in one transaction. `say(name, rows)` reports progress. Gives rows per table."""
    with engine.begin() as connection:
        return seed_in(connection, data, say)


def seed_in(
    connection: Connection, data: Path, say: Callable[[str, int], None] = lambda name, count: None
) -> dict[str, int]:
    """The same within the caller's transaction; on PostgreSQL one after another. Raises KnowledgeError by file."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))
    counts: dict[str, int] = {}
    for name in FILES:
        counts[name] = load_table(connection, data, name)
        say(name, counts[name])
    counts["articles"] = load_article_rows(connection, load_articles(data / "knowledge"))
    say("articles", counts["articles"])
    counts["canned responses"] = load_canned(connection, read_canned(data / "canned"))
    say("canned responses", counts["canned responses"])
    return counts


def load_article_rows(connection: Connection, articles: list[ArticleFile]) -> int:
    """Bring the articles to what the files say. What an operator pulled stays pulled, even while its file is away."""
    known = set(connection.execute(select(ARTICLE.c.slug)).scalars())
    for article in articles:
        values = row_of(article)
        if article.slug in known:
            kept = case((ARTICLE.c.status == PULLED, PULLED), else_=values["status"])
            changed = update(ARTICLE).where(ARTICLE.c.slug == article.slug)
            connection.execute(changed.values(**{**values, "status": kept}))
        else:
            connection.execute(insert(ARTICLE).values(**values))
    gone = known - {article.slug for article in articles}
    if gone:
        connection.execute(delete(ARTICLE).where(ARTICLE.c.slug.in_(gone), ARTICLE.c.status != PULLED))
    return len(articles)


def row_of(article: ArticleFile) -> dict[str, Any]:
    """The columns of an article as its file says them."""
    return {
        "slug": article.slug,
        "topic": article.topic,
        "outcome": article.outcome,
        "status": "draft" if article.draft else "published",
        "title": dict(article.title),
        "answer": dict(article.answer),
        "replaced": dict(article.replaced) if article.replaced else None,
        "ask": dict(article.ask) if article.ask else None,
        "variants": [_plain(variant) for variant in article.variants or ()],
        "sources": [_plain(source) for source in article.sources],
        "related": list(article.related),
        "as_of": str(article.as_of),
        "say_date": article.say_date,
        "reviewed_on": article.reviewed_on,
        "valid_from": article.valid_from,
        "valid_until": article.valid_until,
        "owner": article.owner,
    }


def _plain(value: Any) -> Any:
    """A front-matter value as JSON: dates as ISO text, mappings as plain dictionaries."""
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {key: _plain(getattr(value, key)) for key in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
