"""What is wrong with an article as it is typed: what refuses the save, and what the check of the knowledge will say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Engine

from emma.errors import FormRefused
from emma.knowledge.checking import check_article
from emma.knowledge.coherence import check_together
from emma.knowledge.findings import Finding, error
from emma.nlu.articles import Article, example_key, parse_article
from emma.settings import Settings
from emma.studio import catalogue
from emma.studio.article_form import ArticleForm, form_from, no_examples
from emma.studio.article_text import text_of
from emma.studio.circular import circle
from emma.studio.cleaning import cleaned
from emma.studio.guarding import (
    LONGEST_ANSWER,
    LONGEST_EXAMPLE,
    MOST_EXAMPLES_AT_ONCE,
    Guard,
    guard,
    unsafe,
)
from emma.words import LANGUAGES

ONCE = frozenset({"related", "alike", "title", "unreachable", "examples"})


def problems(engine: Engine, settings: Settings, form: ArticleForm) -> list[Finding]:
    """Everything about this one article beside all others, errors first. `rule` is the field or a word of the docs.

    An article that cannot even be written has only the findings that refuse it.
    """
    form = cleaned(form)
    known = catalogue.articles(settings)
    before = known[form.slug].article if form.slug in known else None
    refused = refusals(guard(engine), settings, form, before)
    try:
        article = parse_article(text_of(form))
    except FormRefused as problem:
        return sorted({*refused, *(one for one in problem.problems if isinstance(one, Finding))})
    return sorted({*refused, *check_article(article, date.today()), *_beside(settings, article)})


def refusals(
    guard: Guard, settings: Settings, form: ArticleForm, before: Article | None, moved: Collection[str] = ()
) -> list[Finding]:
    """What refuses the save. Only what is new is judged: a text that stands there already can be kept, and so can an
    example that is `moved` here."""
    found = [*_missing(form), *_texts(guard, form, before)]
    found += [*_examples(settings, form, _known_examples(before).union(moved)), *_related(settings, form, before)]
    return sorted(set(found))


def masked(guard: Guard, form: ArticleForm, before: Article | None) -> tuple[ArticleForm, tuple[str, ...]]:
    """The form with identifiers masked in new examples, and those that were masked."""
    known = _known_examples(before)
    changed: list[str] = []
    examples = {}
    for language in LANGUAGES:
        own = []
        for text in form.examples[language]:
            safe = text if text in known else guard.masked(text)
            changed += [safe] if safe != text else []
            own.append(safe)
        examples[language] = tuple(dict.fromkeys(own))
    return replace(form, examples=examples), tuple(changed)


def _missing(form: ArticleForm) -> Iterator[Finding]:
    """A language of which only one half is there."""
    for language in LANGUAGES:
        for field in ("title", "answer"):
            if not getattr(form, field)[language]:
                yield error(form.slug, field, f"{language}: is missing")
        if not form.examples[language] and any(form.examples.values()):
            yield error(form.slug, "examples", f"{language}: is missing")
        for field in ("replaced", "ask"):
            part = getattr(form, field)
            if any(part.values()) and not part[language]:
                yield error(form.slug, field, f"{language}: is missing")


def _texts(guard: Guard, form: ArticleForm, before: Article | None) -> Iterator[Finding]:
    was = form_from(before) if before else ArticleForm()
    for language in LANGUAGES:
        old = was.texts(language)
        for field, text in form.texts(language).items():
            if len(text) > LONGEST_ANSWER:
                yield error(form.slug, field, f"{language}: {len(text):,} characters, at most {LONGEST_ANSWER:,}")
            elif text != old.get(field):
                yield from _unfit(guard, form.slug, field, language, text)
    for field, text in (("owner", form.owner), *(("sources", one.title) for one in form.sources)):
        for kind in guard.kinds(text):
            yield error(form.slug, field, f"holds what looks like an identifier: {kind}")


def _unfit(guard: Guard, slug: str, field: str, language: str, text: str) -> Iterator[Finding]:
    for rule, what in unsafe(text):
        why = "HTML is not allowed, write Markdown" if rule == "html" else "only links to https, mailto and tel"
        yield error(slug, field, f"{language}: {why}: {what!r}")
    for kind in guard.kinds(text):
        yield error(slug, field, f"{language}: holds what looks like an identifier: {kind}")


def _examples(settings: Settings, form: ArticleForm, known: Collection[str]) -> Iterator[Finding]:
    new = [(lang, text) for lang in LANGUAGES for text in form.examples[lang] if text not in known]
    if not any(form.examples.values()):
        yield error(form.slug, "examples", "an intent without examples cannot be learned")
    if len(new) > MOST_EXAMPLES_AT_ONCE:
        yield error(form.slug, "examples", f"{len(new)} new ones at once, at most {MOST_EXAMPLES_AT_ONCE}")
        return
    for language, text in new:
        if len(text) > LONGEST_EXAMPLE:
            yield error(
                form.slug, "examples", f"{language}: {len(text)} characters, at most {LONGEST_EXAMPLE}: {text[:40]!r}"
            )
    keys = {example_key(text): text for _, text in new}
    if keys:
        for intent, own in catalogue.examples_by_intent(settings).items():
            if intent == form.intent:
                continue
            for other in (one for texts in own.values() for one in texts):
                if (mine := keys.get(example_key(other))) is not None:
                    yield error(form.slug, "alike", f"{form.intent}: {mine!r} and {intent}: {other!r}")


def _related(settings: Settings, form: ArticleForm, before: Article | None) -> Iterator[Finding]:
    if before and form.related == before.related:
        return
    known = catalogue.articles(settings)
    others = {slug: entry.article.related for slug, entry in known.items() if entry.article}
    if form.slug in form.related:
        yield error(form.slug, "related", "names itself")
    for other in form.related:
        if other != form.slug and other not in known and not (before and other in before.related):
            yield error(form.slug, "related", f"there is no article {other}")
    chain = circle({**others, form.slug: form.related}, form.slug)
    if len(chain) > 1:
        yield error(
            form.slug, "related", f"goes in a circle, each offers only the next: {' → '.join([*chain, chain[0]])}"
        )


def _beside(settings: Settings, article: Article) -> list[Finding]:
    """What the check of all articles together says of this one. Only examples that may be doubles are compared."""
    known = catalogue.articles(settings)
    keys = {key for lang in LANGUAGES for text in article.examples[lang] for key in catalogue.keys_of(text)}
    near: dict[str, list[str]] = {}
    tables = [holder.keys for holder in known.values()] + [file.keys for file in catalogue.example_files(settings)]
    for table in tables:
        for key in keys & table.keys():
            for intent, text in table[key]:
                near.setdefault(intent, []).append(text)
    near.pop(article.intent, None)
    taught: Mapping[str, list[str]] = {intent: list(dict.fromkeys(texts)) for intent, texts in near.items()}
    others = [
        replace(entry.article, examples=no_examples())
        for slug, entry in known.items()
        if entry.article and slug != article.slug
    ]
    found = check_together([*others, article], taught)
    mine = f"{article.intent}:"
    return [
        replace(one, slug=article.slug)
        for one in found
        if one.rule in ONCE and (mine in one.why if one.rule == "alike" else one.slug == article.slug)
    ]


def _known_examples(before: Article | None) -> frozenset[str]:
    return frozenset(text for texts in before.examples.values() for text in texts) if before else frozenset()
