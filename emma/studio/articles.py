"""Articles as trainers make and change them: open, create, save, rename, remove."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.engine import Engine

from emma.errors import DraftFirst, EditedMeanwhile, FormRefused, NotFound, StillNeeded
from emma.knowledge.findings import Finding, error
from emma.nlu.articles import Article
from emma.settings import Settings
from emma.studio import catalogue, nlu_text
from emma.studio.approving import published_with_two
from emma.studio.article_form import ArticleForm, SourceForm, VariantForm
from emma.studio.article_list import ArticleRow, Filters, listed
from emma.studio.article_text import form_of, text_of, with_slug
from emma.studio.cleaning import cleaned
from emma.studio.edits import Edits, stale_of
from emma.studio.files import Author, read
from emma.studio.guarding import guard
from emma.studio.moving import move_examples, split
from emma.studio.paths import article_path
from emma.studio.problems import masked, problems, refusals
from emma.studio.references import BLOCKING, FIXED, Kind, Reference, references, rename_in
from emma.studio.saved import Saved
from emma.studio.slugs import check_slug
from emma.studio.translations import stale_after
from emma.words import TOPICS

__all__ = [
    "ArticleForm", "ArticleRow", "Filters", "Finding", "Opened", "Reference", "Saved", "SourceForm", "VariantForm",
    "create", "form_of", "listed", "move_examples", "opened", "problems", "references", "remove", "rename", "save",
    "split", "text_of",
]  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """An article in the editor: its form, and the digest that has to be given back as `base` when it is saved."""

    path: str
    form: ArticleForm
    text: str
    digest: str


def opened(settings: Settings, slug: str) -> Opened:
    """The article to be edited. Raises NotFound; FormRefused when its file cannot be read."""
    kept = read(settings, catalogue.article(settings, slug).path)
    return Opened(kept.path, form_of(kept.text), kept.text, kept.digest)


def create(engine: Engine, settings: Settings, person: Author, form: ArticleForm, note: str = "") -> Saved:
    """A new article. Raises FormRefused with findings whose `rule` is the field; the slug may not be taken."""
    form = cleaned(form)
    check_slug(settings, form.slug, form.topic)
    edits = Edits(settings)
    edits.expect(article_path(form.topic, form.slug), None)
    return _written(engine, settings, person, edits, form, None, note, None)


def save(
    engine: Engine, settings: Settings, person: Author, form: ArticleForm, base: str,
    note: str = "", *, still_right: bool = False,
) -> Saved:  # fmt: skip
    """Save an article of the same slug (its topic may change). `still_right`: the other language needs no change.

    Raises FormRefused, EditedMeanwhile, NotFound, NoRoom.
    """
    form = cleaned(form)
    entry = _entry_or_edited(settings, form.slug, base)
    if form.topic not in TOPICS:
        raise FormRefused([error(form.slug, "topic", f"{form.topic!r} is no topic")])
    edits = Edits(settings)
    edits.expect(entry.path, base)
    with engine.connect().execution_options(read_only=True) as connection:
        was = stale_of(connection, entry.path, base)
    before = form_of(edits.text(entry.path) or "")
    stale = stale_after(before, form, was, still_right=still_right)
    return _written(engine, settings, person, edits, form, entry, note, stale)


def rename(engine: Engine, settings: Settings, person: Author, slug: str, new: str, base: str, note: str = "") -> Saved:
    """Another slug, with every reference of data/ (see `references`). Everything or nothing.

    Raises StillNeeded naming what the studio cannot change (code, gate.toml), FormRefused for the new slug.
    """
    entry = _entry_or_edited(settings, slug, base)
    topic = entry.path.split("/")[1]
    check_slug(settings, new, topic)
    fixed = [one for one in references(settings, slug) if one.kind in FIXED]
    if fixed:
        raise StillNeeded(fixed)
    path = article_path(topic, new)
    edits = Edits(settings)
    edits.expect(entry.path, base)
    edits.expect(path, None)
    with engine.connect().execution_options(read_only=True) as connection:
        stale = stale_of(connection, entry.path, base)
    edits.put(path, with_slug(edits.text(entry.path) or "", new))
    edits.put(entry.path, None)
    rename_in(settings, edits, slug, new)
    return _committed(engine, person, edits, path, moved_note(entry.path, path, note), {path: stale})


def remove(engine: Engine, settings: Settings, person: Author, slug: str, base: str, note: str = "") -> None:
    """Take an article away with its examples in data/nlu. Raises StillNeeded naming what needs it, and DraftFirst where
    a second person has to agree."""
    entry = _entry_or_edited(settings, slug, base)
    if published_with_two(engine, settings, entry.path):
        raise DraftFirst
    named = references(settings, slug)
    needs = [one for one in named if one.kind in BLOCKING]
    if needs:
        raise StillNeeded(needs)
    edits = Edits(settings)
    edits.expect(entry.path, base)
    edits.put(entry.path, None)
    for path in {one.path for one in named if one.kind is Kind.EXAMPLES}:
        text = nlu_text.without_intent(edits.text(path) or "", f"ask/{slug}")
        edits.put(path, text if nlu_text.taught(text) else None)
    edits.commit(engine, person, note)


def moved_note(old: str, new: str, note: str) -> str:
    """The note by which the history of a file goes on under its new path."""
    return f"{old} → {new}{': ' if note else ''}{note}"


def _entry_or_edited(settings: Settings, slug: str, base: str) -> catalogue.Entry:
    entry = catalogue.articles(settings).get(slug)
    if entry is None:
        raise NotFound if not base else EditedMeanwhile(slug, "", "")
    return entry


def _written(
    engine: Engine, settings: Settings, person: Author, edits: Edits, form: ArticleForm,
    entry: catalogue.Entry | None, note: str, stale: str | None,
) -> Saved:  # fmt: skip
    """Check the form as everything typed is checked, mask its new examples, and write it where it belongs."""
    before: Article | None = entry.article if entry else None
    watch = guard(engine)
    if refused := refusals(watch, settings, form, before):
        raise FormRefused(refused)
    form, hidden = masked(watch, form, before)
    old = edits.text(entry.path) if entry else None
    path = article_path(form.topic, form.slug)
    edits.put(path, text_of(form, old))
    if entry and entry.path != path:
        edits.expect(path, None)
        edits.put(entry.path, None)
        note = moved_note(entry.path, path, note)
    saved = _committed(engine, person, edits, path, note, {path: stale})
    return replace(saved, masked=hidden, stale=stale)


def _committed(
    engine: Engine, person: Author, edits: Edits, path: str, note: str, stale: dict[str, str | None]
) -> Saved:
    files = tuple(edits.changed)
    digests = edits.commit(engine, person, note, stale)
    return Saved(path, digests[path], stale=stale.get(path), files=files)
