"""Whether the other language has followed: English changed and Spanish did not, or the reverse."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from emma.studio.article_form import ArticleForm
from emma.studio.files import Version, versions
from emma.words import LANGUAGES


def changed_languages(before: ArticleForm, after: ArticleForm) -> set[str]:
    """The languages in which visitors read something else now: title, answer, question, variants, what was before."""
    return {language for language in LANGUAGES if before.texts(language) != after.texts(language)}


def stale_after(
    before: ArticleForm | None, after: ArticleForm, was: str | None, *, still_right: bool = False
) -> str | None:
    """The language that has not followed after a save; `was` is the one before it.

    `still_right`: a trainer looked at the other language and says it needs no change.
    """
    if before is None or still_right:
        return None
    changed = changed_languages(before, after)
    if len(changed) == len(LANGUAGES):
        return None
    if not changed or changed == {was}:
        return was if not changed else None
    return next(language for language in LANGUAGES if language not in changed)


def last_in_step(engine: Engine, path: str) -> Version | None:
    """The newest version in which both languages said the same: what a stale language is compared with."""
    return next((version for version in versions(engine, path) if version.stale is None and version.text), None)
