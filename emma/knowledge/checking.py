"""`emma knowledge check`, one article at a time: sources, dates, links, languages, examples, reading grade."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, timedelta

from emma.knowledge.findings import Finding, error, warning
from emma.language import fold
from emma.nlu.articles import Article
from emma.words import LANGUAGES

FEWEST_EXAMPLES, MOST_EXAMPLES = 8, 20
HIGHEST_GRADE = 8.0
REVIEW_AFTER = timedelta(days=365)
SLUG_LENGTH = 64
SHORTEST_ANSWER = 20
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
BARE_LINK = re.compile(r"https?://\S+")
WEB = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:[/?#][^\s()<>]*)?", re.IGNORECASE)
OTHER_LINKS = ("mailto:", "tel:")
IDENTIFIER = re.compile(r"\b(?:A\d{7,9}|[A-Z]{3}\d{10}|\d{3}-\d{2}-\d{4})\b")


def check_article(article: Article, today: date) -> Iterator[Finding]:
    """What is wrong with one article by itself."""
    yield from _sources(article)
    yield from _dates(article, today)
    yield from _links(article)
    yield from _languages(article)
    yield from _examples(article)
    yield from _grade(article)
    if len(article.slug) > SLUG_LENGTH:
        yield error(article.slug, "slug", f"is longer than {SLUG_LENGTH} characters")


def texts(article: Article, language: str) -> list[str]:
    """Every text that a visitor may read of an article in one language, its title left out."""
    found = [article.answer[language], *(variant.answer[language] for variant in article.variants)]
    found += [part[language] for part in (article.ask, article.replaced) if part]
    return found


def plain(text: str) -> str:
    """A Markdown text as it is read aloud: links by their words, addresses and marks left out."""
    return re.sub(r"[*_`#>]", "", BARE_LINK.sub("", LINK.sub(r"\1", text)))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade (Kincaid et al. 1975) of an English text; an entry of a list is a sentence of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import textstat
    lines = (re.sub(r"^\s*(?:[-+]|\d+\.)\s+", "", line).strip() for line in plain(text).splitlines())
    sentences = [line if line.endswith((".", "?", "!")) else f"{line}." for line in lines if line]
    return float(textstat.flesch_kincaid_grade(" ".join(sentences))) if sentences else 0.0


def _sources(article: Article) -> Iterator[Finding]:
    if not any(source.url for source in article.sources):
        yield warning(article.slug, "source", "no source has a link to an official page")
    for source in article.sources:
        if source.url and not WEB.fullmatch(source.url):
            yield error(article.slug, "link", f"{source.url} is not an https address")


def _dates(article: Article, today: date) -> Iterator[Finding]:
    if article.reviewed_on > today:
        yield error(article.slug, "date", f"reviewed_on {article.reviewed_on} is in the future")
    elif article.reviewed_on + REVIEW_AFTER < today:
        yield warning(article.slug, "date", f"was reviewed on {article.reviewed_on}, more than a year ago")
    if article.valid_until and article.valid_until < today:
        yield warning(article.slug, "expired", f"answers no more since {article.valid_until}")
    newest = max((source.as_of for source in article.sources if source.as_of[:4].isdigit()), default="")
    for where, as_of in (("as_of", article.as_of), *(("sources", source.as_of) for source in article.sources)):
        if as_of[:4].isdigit() and as_of[:10] > today.isoformat():
            yield error(article.slug, "date", f"{where}: {as_of} is in the future")
    if newest and article.as_of[:4].isdigit() and article.as_of > newest and not newest.startswith(article.as_of):
        yield error(article.slug, "date", f"as_of {article.as_of} is newer than its newest source, {newest}")


def _links(article: Article) -> Iterator[Finding]:
    for language in LANGUAGES:
        for text in texts(article, language):
            for words, target in LINK.findall(text):
                if not target.startswith(OTHER_LINKS) and not WEB.fullmatch(target):
                    yield error(article.slug, "link", f"{language}: {target!r} is not an https address")
                if not words.strip():
                    yield error(article.slug, "link", f"{language}: a link without words")
            if IDENTIFIER.search(text):
                yield error(article.slug, "privacy", f"{language}: what looks like an identifier")


def _languages(article: Article) -> Iterator[Finding]:
    pairs = [("answer", article.answer)]
    pairs += [(f"variant {variant.key}", variant.answer) for variant in article.variants]
    pairs += [(name, part) for name, part in (("ask", article.ask), ("replaced", article.replaced)) if part]
    for name, by_language in pairs:
        if fold(by_language["en"]) == fold(by_language["es"]):
            yield error(article.slug, "language", f"{name}: English and Spanish are the same")
    for language in LANGUAGES:
        if len(plain(article.answer[language])) < SHORTEST_ANSWER:
            yield error(article.slug, "answer", f"{language}: too short to answer anything")
        shown = [variant.title[language] for variant in article.variants]
        if len(set(shown)) < len(shown):
            yield error(article.slug, "variants", f"{language}: two choices have the same title")
        links = {target for text in texts(article, language) for _, target in LINK.findall(text)}
        if language == "en":
            english = links
    if bool(english) != bool(links):
        yield error(article.slug, "link", "only one language has a link")


def _examples(article: Article) -> Iterator[Finding]:
    for language in LANGUAGES:
        count = len(article.examples[language])
        if not FEWEST_EXAMPLES <= count <= MOST_EXAMPLES:
            why = f"{language}: {count}, not {FEWEST_EXAMPLES} to {MOST_EXAMPLES}"
            yield (error if count < FEWEST_EXAMPLES else warning)(article.slug, "examples", why)
        for example in article.examples[language]:
            if IDENTIFIER.search(example):
                yield error(article.slug, "privacy", f"{language}: an example holds what looks like an identifier")


def _grade(article: Article) -> Iterator[Finding]:
    for text in (article.answer["en"], *(variant.answer["en"] for variant in article.variants)):
        found = grade(text)
        if found > HIGHEST_GRADE:
            why = f"English reading grade {found:.1f}, at most {HIGHEST_GRADE:.0f}: {plain(text)[:40]!r}"
            yield error(article.slug, "reading grade", why)
