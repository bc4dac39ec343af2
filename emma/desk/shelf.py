"""What an agent can send in one click: articles by search or because they belong here, and canned responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.desk.context import Desk
from emma.errors import NotPermitted
from emma.knowledge import articles, canned
from emma.knowledge.markdown import to_html
from emma.language import fold
from emma.words import LANGUAGES

MOST = 8
RELATED = 6


def find_articles(desk: Desk, words: str, language: str) -> list[dict[str, Any]]:
    """The published articles that fit the words best, each of its variants as `choices`; none without words."""
    if not words.strip():
        return []
    language = _known(language)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        slugs = _search(connection, desk, words, language)
        found = (articles.show(connection, slug, language) for slug in slugs)
        return [_article(one) for one in found if one is not None]


def related(connection: Connection, shown: Sequence[str], language: str) -> list[dict[str, str]]:
    """What belongs to the articles shown so far and was not shown yet: slug and title."""
    rows = connection.execute(select(articles.ARTICLE.c.related).where(articles.ARTICLE.c.slug.in_(list(shown))))
    slugs = [slug for row in rows for slug in row.related if slug not in shown]
    titles = articles.titles(connection, slugs, _known(language))
    return [{"slug": slug, "title": titles[slug]} for slug in dict.fromkeys(slugs) if slug in titles][:RELATED]


def find_canned(desk: Desk, words: str, language: str, person: Person) -> list[dict[str, Any]]:
    """The canned responses that hold all the words; all of them without words."""
    with desk.engine.connect().execution_options(read_only=True) as connection:
        found = canned.find(connection, words, _known(language))
    return [
        {
            "slug": one.slug,
            "topic": one.topic,
            "title": one.title,
            "text": one.text.replace("{agent}", person.name),
            "placeholders": list(one.placeholders),
            "sources": list(one.sources),
            "owner": one.owner,
            "reviewed_on": one.reviewed_on.isoformat(),
        }
        for one in found
    ]


def pull_canned(desk: Desk, person: Person, slug: str) -> None:
    """Take a canned response off every desk at once. Raises NotPermitted or NotFound."""
    if not (person.may_supervise or person.may_train):
        raise NotPermitted
    with desk.engine.begin() as connection:
        canned.pull(connection, slug)
        audit.record(connection, person.id, "canned.pulled", subject=slug)


def _search(connection: Connection, desk: Desk, words: str, language: str) -> list[str]:
    index = desk.index()
    if index is not None:
        return [hit.slug for hit in index.search(words, MOST)]
    terms = fold(words).split()  # before the first release there is no index
    rows = connection.execute(select(articles.ARTICLE.c.slug, articles.ARTICLE.c.title)).all()
    return [row.slug for row in rows if all(term in fold(f"{row.slug} {row.title[language]}") for term in terms)][:MOST]


def _article(shown: articles.Shown) -> dict[str, Any]:
    return {
        "slug": shown.slug,
        "title": shown.title,
        "topic": shown.topic,
        "text": shown.text,
        "html": to_html(shown.text),
        "sources": list(shown.sources),
        "choices": [{"variant": key, "title": title} for title, key in shown.choices],
    }


def _known(language: str) -> str:
    return language if language in LANGUAGES else "en"
