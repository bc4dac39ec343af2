"""Two texts beside each other: which lines were added and removed; and what a language that is stale has not followed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.engine import Engine

from emma.errors import FormRefused
from emma.studio import articles
from emma.studio.article_form import ArticleForm
from emma.studio.article_text import form_of
from emma.studio.edits import stale_of
from emma.studio.translations import last_in_step
from emma.words import LANGUAGES

AROUND = 2  # lines that stay, shown beside a change


@dataclass(frozen=True)
class Line:
    """One line of a comparison. `kind`: added, removed, same, skipped (lines between that stay)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """`language` has not followed; `lines` say what changed in the other one."""

    language: str
    lines: list[Line]


def diff(before: str, after: str, around: int = AROUND) -> list[Line]:
    """What changed from one text to another, with some lines around it; empty where nothing did."""
    return list(_lines(before.splitlines(), after.splitlines(), around))


def stale_language(engine: Engine, opened: articles.Opened) -> str | None:
    """The language of an article that has not followed the other."""
    with engine.connect().execution_options(read_only=True) as connection:
        return stale_of(connection, opened.path, opened.digest)


def what_changed(engine: Engine, opened: articles.Opened) -> Changed | None:
    """What the stale language of an article has still to follow; None where both say the same."""
    stale = stale_language(engine, opened)
    if stale is None:
        return None
    moved = next(language for language in LANGUAGES if language != stale)
    before = last_in_step(engine, opened.path)
    try:
        was = form_of(before.text) if before else ArticleForm()
    except FormRefused:
        was = ArticleForm()
    return Changed(stale, diff(_read(was, moved), _read(opened.form, moved)))


def _read(form: ArticleForm, language: str) -> str:
    return "\n".join(text for text in form.texts(language).values() if text)


def _lines(before: list[str], after: list[str], around: int) -> Iterator[Line]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    shown = 0
    for group in matcher.get_grouped_opcodes(around):
        if group[0][1] > shown:
            yield Line("skipped", "")
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                yield from (Line("same", text) for text in before[start:end])
                continue
            yield from (Line("removed", text) for text in before[start:end])
            yield from (Line("added", text) for text in after[new_start:new_end])
        shown = group[-1][2]
    if shown and shown < len(before):
        yield Line("skipped", "")
