"""A form as it was typed, made tidy: one line where one belongs, no control characters, nothing twice, nothing empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from emma.nlu.articles import example_key
from emma.studio.article_form import ArticleForm, SourceForm, VariantForm, both
from emma.studio.guarding import as_example, clean, one_line
from emma.words import LANGUAGES


def cleaned(form: ArticleForm) -> ArticleForm:
    """The form without what nobody sees. Empty sources, variants and examples are left out, the same example twice."""
    return replace(
        form,
        slug=one_line(form.slug),
        topic=one_line(form.topic),
        outcome=one_line(form.outcome),
        owner=one_line(form.owner),
        as_of=one_line(form.as_of),
        reviewed_on=one_line(form.reviewed_on),
        valid_from=one_line(form.valid_from),
        valid_until=one_line(form.valid_until),
        title={lang: one_line(form.title.get(lang, "")) for lang in LANGUAGES},
        answer=_texts(form.answer),
        replaced=_texts(form.replaced),
        ask=_texts(form.ask),
        related=tuple(dict.fromkeys(one for one in map(one_line, form.related) if one)),
        sources=tuple(one for one in map(_source, form.sources) if one != SourceForm()),
        variants=tuple(one for one in map(_variant, form.variants) if one != VariantForm()),
        examples={lang: each_once(form.examples.get(lang, ())) for lang in LANGUAGES},
    )


def each_once(texts: Iterable[str]) -> tuple[str, ...]:
    """Examples without those that are the same but for capitals and punctuation at the ends."""
    found: dict[str, str] = {}
    for text in map(as_example, texts):
        if text:
            found.setdefault(example_key(text), text)
    return tuple(found.values())


def _texts(texts: dict[str, str]) -> dict[str, str]:
    return both({lang: clean(texts.get(lang, "")) for lang in LANGUAGES})


def _source(one: SourceForm) -> SourceForm:
    facts = tuple(fact for fact in map(one_line, one.facts) if fact)
    return SourceForm(one_line(one.title), one_line(one.as_of), one_line(one.url), facts)


def _variant(one: VariantForm) -> VariantForm:
    title = {lang: one_line(one.title.get(lang, "")) for lang in LANGUAGES}
    return VariantForm(one_line(one.key), title, _texts(one.answer))
