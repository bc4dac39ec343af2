"""`emma knowledge check`, the articles together: related ones, titles, reachability, examples of two intents alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from emma.knowledge.findings import Finding, error, warning
from emma.knowledge.likeness import SAME, pairs
from emma.language import fold
from emma.nlu.articles import Article
from emma.words import LANGUAGES

MOST_RELATED = 8


def check_together(articles: Sequence[Article], taught: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """What is wrong between articles, and between them and the examples of data/nlu (`intent -> examples`)."""
    known = {article.slug: article for article in articles}
    yield from _related(known)
    yield from _titles(articles)
    yield from _reachable(articles, taught)
    yield from _alike(articles, taught)
    for intent in taught:
        if intent.startswith("ask/") and intent.removeprefix("ask/") not in known:
            yield error(intent.removeprefix("ask/"), "examples", "data/nlu teaches it and there is no such article")


def _related(known: Mapping[str, Article]) -> Iterator[Finding]:
    for slug, article in known.items():
        for other, count in Counter(article.related).items():
            if other == slug:
                yield error(slug, "related", "names itself")
            elif other not in known:
                yield error(slug, "related", f"there is no article {other}")
            elif known[other].draft and not article.draft:
                yield error(slug, "related", f"{other} is a draft")
            if count > 1:
                yield error(slug, "related", f"names {other} twice")
        if len(article.related) > MOST_RELATED:
            yield warning(slug, "related", f"{len(article.related)} of them; the first two are offered")


def _titles(articles: Sequence[Article]) -> Iterator[Finding]:
    for language in LANGUAGES:
        owners: dict[str, str] = {}
        for article in articles:
            other = owners.setdefault(fold(article.title[language]), article.slug)
            if other != article.slug:
                yield error(article.slug, "title", f"{language}: {other} has the same title")


def _reachable(articles: Sequence[Article], taught: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    named = {slug for article in articles if not article.draft for slug in article.related}
    for article in articles:
        own = any(article.examples.values()) or taught.get(article.intent)
        if not own and article.slug not in named:
            yield error(article.slug, "unreachable", "no example leads to it and no article names it")
        elif not article.related and article.slug not in named:
            yield warning(article.slug, "related", "neither names another article nor is named by one")


def _alike(articles: Sequence[Article], taught: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    examples: dict[str, list[str]] = {intent: list(texts) for intent, texts in taught.items()}
    for article in articles:
        own = [text for language in LANGUAGES for text in article.examples[language]]
        examples.setdefault(article.intent, []).extend(own)
    for pair in pairs({intent: list(dict.fromkeys(texts)) for intent, texts in examples.items()}):
        name = pair.one if pair.one.startswith("ask/") or not pair.other.startswith("ask/") else pair.other
        why = f"{pair.one}: {pair.text!r} and {pair.other}: {pair.like!r}"
        kind = error if pair.score >= SAME else warning
        yield kind(name.removeprefix("ask/"), "alike", why)
