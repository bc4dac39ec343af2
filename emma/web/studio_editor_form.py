"""The article's form between the page and the studio: what was typed as an ArticleForm, and the other way round."""

from __future__ import annotations

import re
import unicodedata

from emma.studio.article_form import ArticleForm, SourceForm, VariantForm
from emma.web.studio_typed import BOTH, Row, Typed
from emma.words import LANGUAGES

SLUG_LENGTH = 64
LIST = re.compile(r"[,\s]+")


def form_of_typed(typed: Typed, slug: str) -> ArticleForm:
    """What was typed as a form; rows in which nothing stands are left out."""
    both = {name: typed.by_language(name) for name in BOTH if name != "examples"}
    return ArticleForm(
        slug=slug,
        topic=typed["topic"].strip(),
        outcome=typed["outcome"].strip() or "answered",
        title=both["title"],
        sources=tuple(_source(row) for row in typed.filled(typed.sources)),
        as_of=typed["as_of"].strip(),
        reviewed_on=typed["reviewed_on"].strip(),
        valid_from=typed["valid_from"].strip(),
        valid_until=typed["valid_until"].strip(),
        say_date=bool(typed["say_date"]),
        draft=bool(typed["draft"]),
        owner=typed["owner"].strip(),
        related=tuple(_items(typed["related"])),
        replaced=both["replaced"],
        ask=both["ask"],
        variants=tuple(_variant(row) for row in typed.filled(typed.variants)),
        examples={language: tuple(typed.lines(f"examples_{language}")) for language in LANGUAGES},
        answer=both["answer"],
    )


def typed_of_form(form: ArticleForm) -> Typed:
    """The fields of the page for a form."""
    values = {
        "slug": form.slug, "topic": form.topic, "outcome": form.outcome, "as_of": form.as_of,
        "reviewed_on": form.reviewed_on, "valid_from": form.valid_from, "valid_until": form.valid_until,
        "owner": form.owner, "related": "\n".join(form.related),
        "say_date": "1" if form.say_date else "", "draft": "1" if form.draft else "",
    }  # fmt: skip
    for language in LANGUAGES:
        for name, part in (
            ("title", form.title),
            ("answer", form.answer),
            ("replaced", form.replaced),
            ("ask", form.ask),
        ):
            values[f"{name}_{language}"] = part.get(language, "")
        values[f"examples_{language}"] = "\n".join(form.examples.get(language, ()))
    sources = [
        {"title": one.title, "url": one.url, "as_of": one.as_of, "facts": ", ".join(one.facts)} for one in form.sources
    ]
    variants = [
        {"key": one.key}
        | {f"title_{language}": one.title.get(language, "") for language in LANGUAGES}
        | {f"answer_{language}": one.answer.get(language, "") for language in LANGUAGES}
        for one in form.variants
    ]
    return Typed(values, sources, variants)


def slug_from(title: str) -> str:
    """A title as the name of a file: `Renew a green card` is `renew-a-green-card`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-")


def _source(row: Row) -> SourceForm:
    return SourceForm(row["title"].strip(), row["as_of"].strip(), row["url"].strip(), tuple(_items(row["facts"])))


def _variant(row: Row) -> VariantForm:
    titles = {language: row[f"title_{language}"].strip() for language in LANGUAGES}
    answers = {language: row[f"answer_{language}"].strip() for language in LANGUAGES}
    return VariantForm(row["key"].strip() or slug_from(titles["en"]), titles, answers)


def _items(text: str) -> list[str]:
    return [item for item in LIST.split(text.strip()) if item]
