"""Where an article stands: what visitors read now, whether a second person has to look and who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.errors import EmmaError
from emma.knowledge.articles import ARTICLE, Standing, standing
from emma.settings import Settings
from emma.studio import approving, going_live
from emma.studio.article_form import ArticleForm
from emma.studio.paths import article_path


@dataclass(frozen=True)
class Live:
    """The row that visitors are answered from; `standing` is None where there is none."""

    standing: Standing | None = None
    blocked: str = ""  # why the text cannot go live by itself: a key of the texts

    @property
    def pulled(self) -> bool:
        """Whether an operator took it away."""
        return self.standing is Standing.PULLED


@dataclass(frozen=True)
class Approval:
    """Whether the newest state waits for a second person, and whether the reader may be it."""

    waits: bool = False
    may: bool = False
    version: int = 0


def live_state(engine: Engine, settings: Settings, slug: str | None) -> Live:
    """What visitors get from this article today, and whether its text could go live without a training."""
    if slug is None:
        return Live()
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(ARTICLE).where(ARTICLE.c.slug == slug)).first()
    found = standing(row, date.today()) if row is not None else None
    return Live(found, going_live.hindrance(engine, settings, slug))


def approval_of(engine: Engine, settings: Settings, person: Person, form: ArticleForm) -> Approval:
    """Who has to look at an article that is edited."""
    try:
        path = article_path(form.topic, form.slug)
    except EmmaError:
        return Approval()
    found = next((one for one in approving.waiting(engine, settings) if one.path == path), None)
    if found is None:
        return Approval()
    return Approval(True, approving.may_approve(engine, person, path), found.version)
