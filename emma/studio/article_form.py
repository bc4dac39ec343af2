"""The form of an article: every field as it is typed, so that what is refused is still there to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emma.nlu.articles import Article
from emma.words import LANGUAGES


def both(texts: Mapping[str, str] | None = None) -> dict[str, str]:
    """A text for each language; empty where there is none."""
    return {language: (texts or {}).get(language, "") for language in LANGUAGES}


def no_examples() -> dict[str, tuple[str, ...]]:
    """No examples in any language."""
    return dict.fromkeys(LANGUAGES, ())


@dataclass(frozen=True)
class SourceForm:
    """One entry of `sources`; an empty `url` stands for none."""

    title: str = ""
    as_of: str = ""
    url: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariantForm:
    """One answer of an article that asks back first; texts by language."""

    key: str = ""
    title: dict[str, str] = field(default_factory=both)
    answer: dict[str, str] = field(default_factory=both)


@dataclass(frozen=True)
class ArticleForm:
    """All fields of an article as texts; dates as 2026-01-31 or empty; texts by language (`en`, `es`), never absent."""

    slug: str = ""
    topic: str = ""
    outcome: str = "answered"
    title: dict[str, str] = field(default_factory=both)
    sources: tuple[SourceForm, ...] = ()
    as_of: str = ""
    reviewed_on: str = ""
    valid_from: str = ""
    valid_until: str = ""
    say_date: bool = False
    draft: bool = False
    owner: str = ""
    related: tuple[str, ...] = ()
    replaced: dict[str, str] = field(default_factory=both)
    ask: dict[str, str] = field(default_factory=both)
    variants: tuple[VariantForm, ...] = ()
    examples: dict[str, tuple[str, ...]] = field(default_factory=no_examples)
    answer: dict[str, str] = field(default_factory=both)

    @property
    def intent(self) -> str:
        """The full name of its retrieval intent."""
        return f"ask/{self.slug}"

    def texts(self, language: str) -> dict[str, str]:
        """What visitors read in one language, by field; examples are not read."""
        found = {"title": self.title, "answer": self.answer, "replaced": self.replaced, "ask": self.ask}
        texts = {name: part.get(language, "") for name, part in found.items()}
        for variant in self.variants:
            texts[f"variant {variant.key} title"] = variant.title.get(language, "")
            texts[f"variant {variant.key}"] = variant.answer.get(language, "")
        return texts


def form_from(article: Article) -> ArticleForm:
    """The form that stands for an article."""
    return ArticleForm(
        slug=article.slug,
        topic=article.topic,
        outcome=article.outcome,
        title=both(article.title),
        sources=tuple(SourceForm(one.title, one.as_of, one.url or "", one.facts) for one in article.sources),
        as_of=article.as_of,
        reviewed_on=article.reviewed_on.isoformat(),
        valid_from=article.valid_from.isoformat() if article.valid_from else "",
        valid_until=article.valid_until.isoformat() if article.valid_until else "",
        say_date=article.say_date,
        draft=article.draft,
        owner=article.owner,
        related=article.related,
        replaced=both(article.replaced),
        ask=both(article.ask),
        variants=tuple(VariantForm(one.key, both(one.title), both(one.answer)) for one in article.variants),
        examples={language: article.examples[language] for language in LANGUAGES},
        answer=both(article.answer),
    )
