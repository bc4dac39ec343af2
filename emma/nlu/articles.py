"""Articles: what one is, how its Markdown file with front matter is read, and the checks on a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import frontmatter
import yaml

from emma.errors import KnowledgeError
from emma.nlu.front_matter import Fields
from emma.words import LANGUAGES, TOPICS

OUTCOMES = frozenset({"answered", "redirected"})
TITLE_LENGTH = 60
MOST_VARIANTS = 6
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HEADING = re.compile(r"^## +(\w+)[ \t]*$", re.MULTILINE)
MONTH = r"(0[1-9]|1[0-2])"
# A year, month or day; a range of years; or a year in words ("before 2021"); or undated.
AS_OF = re.compile(rf"undated|\d{{4}}(-{MONTH}(-[0-3]\d)?)?|\d{{4}} ?[-–] ?\d{{4}}|[a-z][a-z ]+\d{{4}}(-{MONTH})?")


class ArticleError(KnowledgeError):
    """An article file cannot be used."""


@dataclass(frozen=True)
class Source:
    """Where a claim is from; `url` is None where no official page is known."""

    title: str
    as_of: str
    url: str | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One of the answers of an article that first asks a question."""

    key: str
    title: dict[str, str]
    answer: dict[str, str]


@dataclass(frozen=True)
class Article:
    """One unit of knowledge; texts by language (`en`, `es`). A draft is neither taught nor shown."""

    slug: str
    topic: str
    outcome: str
    title: dict[str, str]
    sources: tuple[Source, ...]
    as_of: str
    reviewed_on: date
    owner: str
    examples: dict[str, tuple[str, ...]]
    answer: dict[str, str]
    valid_from: date | None = None
    valid_until: date | None = None
    say_date: bool = False
    draft: bool = False
    related: tuple[str, ...] = ()
    replaced: dict[str, str] | None = None
    ask: dict[str, str] | None = None
    variants: tuple[Variant, ...] = field(default=())

    @property
    def intent(self) -> str:
        """The full name of its retrieval intent."""
        return f"ask/{self.slug}"


def parse_article(source: Path | str, *, name: str = "article") -> Article:
    """Read an article from a file (Path) or a text (str); `name` stands for the file in errors.

    Raises ArticleError naming the file and the field.
    """
    if isinstance(source, Path):
        name, text = source.name, source.read_text(encoding="utf-8")
    else:
        text = source
    try:
        metadata, body = frontmatter.parse(text)
    except (yaml.YAMLError, ValueError) as error:
        raise ArticleError(f"{name}: the front matter cannot be read: {error}") from error
    if not metadata:
        raise ArticleError(f"{name}: the front matter is missing")
    fields = Fields(metadata, name, ArticleError)
    article = _article(fields, body)
    fields.end()
    return article


def _article(fields: Fields, body: str) -> Article:
    outcome = fields.one_of("outcome", OUTCOMES, default="answered")
    ask = fields.texts("ask", LANGUAGES, required=False)
    variants = tuple(_variant(one) for one in fields.parts("variants", required=False))
    if bool(ask) != bool(variants):
        fields.fail("variants", "`ask` and `variants` belong together")
    if variants and not 2 <= len({variant.key for variant in variants}) == len(variants) <= MOST_VARIANTS:
        fields.fail("variants", f"two to {MOST_VARIANTS}, each with a key of its own")
    valid_from, valid_until = fields.day("valid_from"), fields.day("valid_until")
    if valid_from and valid_until and valid_until < valid_from:
        fields.fail("valid_until", "is before valid_from")
    title = fields.texts("title", LANGUAGES, longest=TITLE_LENGTH) or {}
    return Article(
        slug=fields.matching("slug", SLUG),
        topic=fields.one_of("topic", TOPICS),
        outcome=outcome,
        title=title,
        sources=tuple(read_source(one) for one in fields.parts("sources")),
        as_of=fields.matching("as_of", AS_OF),
        reviewed_on=fields.day("reviewed_on", required=True) or date.min,
        owner=fields.text("owner"),
        examples=fields.lists("examples", LANGUAGES),
        answer=read_sections(fields, body),
        valid_from=valid_from,
        valid_until=valid_until,
        say_date=fields.flag("say_date"),
        draft=fields.flag("draft"),
        related=fields.items("related"),
        replaced=fields.texts("replaced", LANGUAGES, required=False),
        ask=ask,
        variants=variants,
    )


def read_source(fields: Fields) -> Source:
    """One entry of `sources`."""
    url = fields.text("url", required=False)
    if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        fields.fail("url", "is not a web address")
    source = Source(fields.text("title"), fields.matching("as_of", AS_OF), url or None, fields.items("facts"))
    fields.end()
    return source


def _variant(fields: Fields) -> Variant:
    title = fields.texts("title", LANGUAGES, longest=TITLE_LENGTH) or {}
    variant = Variant(fields.text("key"), title, fields.texts("answer", LANGUAGES) or {})
    fields.end()
    return variant


def read_sections(fields: Fields, body: str) -> dict[str, str]:
    """The texts under `## en` and `## es`."""
    parts = HEADING.split(body)
    if parts[0].strip():
        fields.fail("body", "has text before its first heading")
    found = {parts[i]: parts[i + 1].strip() for i in range(1, len(parts), 2)}
    if sorted(found) != sorted(LANGUAGES) or len(parts) != 1 + 2 * len(LANGUAGES):
        fields.fail("body", f"needs the headings {', '.join('## ' + language for language in LANGUAGES)}, once each")
    for language, answer in found.items():
        if not answer:
            fields.fail(f"body {language}", "is empty")
    return {language: found[language] for language in LANGUAGES}


def load_articles(folder: Path) -> list[Article]:
    """All articles below `folder`, by slug. Raises ArticleError, also for doubles."""
    if not folder.is_dir():
        raise ArticleError(f"{folder.name}: there is no such folder of articles")
    articles = []
    for path in sorted(folder.rglob("*.md")):
        article = parse_article(path)
        if article.slug != path.stem:
            raise ArticleError(f"{path.name}: slug: {article.slug} is not the name of the file")
        if article.topic != path.parent.name:
            raise ArticleError(f"{path.name}: topic: {article.topic} is not the folder {path.parent.name}")
        articles.append(article)
    articles.sort(key=lambda article: article.slug)
    check_doubles(articles)
    return articles


def taught(article: Article) -> list[str]:
    """What the NLU learns of an article: its examples and its titles, in both languages, each once."""
    texts = [text for lang in LANGUAGES for text in (*article.examples[lang], article.title[lang])]
    return list(dict.fromkeys(texts))


def example_key(example: str) -> str:
    """Examples with one key are the same question."""
    return " ".join(example.casefold().split()).strip("¿?¡!. ")


def check_doubles(articles: Iterable[Article]) -> None:
    """Raises ArticleError naming both articles of one slug, or with the same example."""
    slugs: dict[str, Article] = {}
    owners: dict[str, str] = {}
    for article in articles:
        if article.slug in slugs:
            topics = f"{slugs[article.slug].topic} and {article.topic}"
            raise ArticleError(f"{article.slug}: slug: is there twice, in {topics}")
        slugs[article.slug] = article
        for example in (example for language in LANGUAGES for example in article.examples[language]):
            owner = owners.setdefault(example_key(example), article.slug)
            if owner != article.slug:
                raise ArticleError(f"{owner} and {article.slug}: examples: both have {example!r}")
