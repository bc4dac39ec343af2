"""Examples that go elsewhere: to another intent, or into a new article of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Engine

from emma.errors import FormRefused, NotFound
from emma.knowledge.findings import error
from emma.settings import Settings
from emma.studio import catalogue
from emma.studio.article_form import ArticleForm, both
from emma.studio.article_text import form_of, text_of
from emma.studio.cleaning import cleaned
from emma.studio.edits import Edits, again_when_edited
from emma.studio.examples import put_example, take_example
from emma.studio.files import Author
from emma.studio.guarding import MOST_EXAMPLES_AT_ONCE, guard
from emma.studio.paths import article_path
from emma.studio.problems import refusals
from emma.studio.saved import Saved
from emma.studio.slugs import check_slug
from emma.words import LANGUAGES


def move_examples(
    engine: Engine, settings: Settings, person: Author, intent: str, target: str, texts: Sequence[str], note: str = ""
) -> Saved:
    """Move examples from one intent (article or behaviour) to another. Raises NotFound for one that is not there."""

    def work() -> Saved:
        wanted = _languages(settings, intent, texts)
        if target not in catalogue.examples_by_intent(settings) or target == intent:
            raise NotFound
        edits = Edits(settings)
        for text in wanted:
            take_example(settings, edits, intent, text)
        paths = [put_example(settings, edits, target, text, wanted[text], moved=True) for text in wanted]
        files = tuple(edits.changed)
        digests = edits.commit(engine, person, note or f"{intent} → {target}: {len(wanted)}")
        return Saved(paths[-1], digests[paths[-1]], files=files)

    return again_when_edited(settings, work)


def split(
    engine: Engine, settings: Settings, person: Author, slug: str, texts: Sequence[str], form: ArticleForm,
    base: str, note: str = "",
) -> Saved:  # fmt: skip
    """A new draft (`form`: at least slug, topic, titles) with some examples of an article, which loses them.

    What the form leaves empty is taken from the article. A language without examples gets the title as one: a draft is
    not taught before somebody completes it. Raises FormRefused, EditedMeanwhile, NotFound.
    """
    entry = catalogue.article(settings, slug)
    edits = Edits(settings)
    edits.expect(entry.path, base)
    wanted = _languages(settings, f"ask/{slug}", texts)
    old = form_of(edits.text(entry.path) or "")
    new = _completed(cleaned(form), old, wanted)
    check_slug(settings, new.slug, new.topic)
    for text in wanted:
        take_example(settings, edits, old.intent, text)
    if refused := refusals(guard(engine), settings, new, None, wanted):
        raise FormRefused(refused)
    path = article_path(new.topic, new.slug)
    edits.expect(path, None)
    edits.put(path, text_of(new))
    files = tuple(edits.changed)
    digests = edits.commit(engine, person, note or f"{old.intent} → {new.intent}: {len(wanted)}")
    return Saved(path, digests[path], files=files)


def _languages(settings: Settings, intent: str, texts: Sequence[str]) -> dict[str, str]:
    """The language of each example of an intent. Raises NotFound for one it does not have."""
    own = catalogue.examples_by_intent(settings).get(intent)
    if own is None:
        raise NotFound
    if not texts or len(texts) > MOST_EXAMPLES_AT_ONCE:
        raise FormRefused([error(intent.removeprefix("ask/"), "examples", f"1 to {MOST_EXAMPLES_AT_ONCE} at once")])
    found = {text: next((lang for lang in LANGUAGES if text in own[lang]), "") for text in texts}
    if not all(found.values()):
        raise NotFound
    return found


def _completed(form: ArticleForm, old: ArticleForm, wanted: dict[str, str]) -> ArticleForm:
    """The draft: what was not typed is that of the old article."""
    examples = {
        lang: tuple(dict.fromkeys([*(text for text in wanted if wanted[text] == lang), *form.examples[lang]]))
        or (form.title[lang],)
        for lang in LANGUAGES
    }
    return replace(
        form,
        topic=form.topic or old.topic,
        answer=both({lang: form.answer[lang] or old.answer[lang] for lang in LANGUAGES}),
        sources=form.sources or old.sources,
        as_of=form.as_of or old.as_of,
        reviewed_on=form.reviewed_on or date.today().isoformat(),
        owner=form.owner or old.owner,
        examples=examples,
        draft=True,
    )
