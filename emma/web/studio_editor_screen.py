"""The editor's page: what was typed, what is wrong with it, how visitors would read it, what became of the Spanish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from emma.accounts.people import Person
from emma.errors import EditedMeanwhile, EmmaError, FormRefused
from emma.knowledge.findings import Finding
from emma.nlu.articles import OUTCOMES
from emma.studio import articles
from emma.studio.differing import Line, diff, what_changed
from emma.studio.link_checking import Checked
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.rendering import texts
from emma.web.staff_page import staff_page
from emma.web.studio_editor_form import form_of_typed
from emma.web.studio_findings import Shown, shown_findings
from emma.web.studio_preview import day_from, preview
from emma.web.studio_standing import Approval, approval_of, live_state
from emma.web.studio_typed import MOST_ROWS, Typed
from emma.words import LANGUAGES, TOPICS

NOT_ARTICLES = frozenset({"greeting", "thanks", "goodbye", "other"})
DONE = ("saved", "created", "approved", "restored", "renamed", "live", "moved", "added", "removed", "split")


@dataclass
class Tried:
    """What the last act came to, where the page stays: a refusal, checked links, a version of somebody else."""

    error: EmmaError | None = None
    links: Sequence[Checked] | None = None
    guards: dict[str, dict[str, Any]] = field(default_factory=dict)
    focus: str = ""


def editor_page(
    request: Request, person: Person, typed: Typed, slug: str | None = None, tried: Tried | None = None
) -> Response:
    """The form of an article (`slug`), or of one that is not there yet (None), with what was typed."""
    tried = tried or Tried()
    process = process_of(request)
    form = form_of_typed(typed, slug or typed["slug"].strip())
    live = live_state(process.engine, process.settings, slug)
    opened = articles.opened(process.settings, slug) if slug else None
    day = day_from(typed["day"], date.today())
    return staff_page(
        request, "studio/editor.html", tried.error.status if tried.error else 200,
        typed=typed, slug=slug, form=form, day=day, today=date.today(), topics=sorted(TOPICS - NOT_ARTICLES),
        outcomes=sorted(OUTCOMES), most_rows=MOST_ROWS, links=tried.links, focus=tried.focus, guards=tried.guards,
        sides=preview(typed, day, process.library.phrases, pulled=live.pulled),
        refused=refusal(request, tried.error), findings=_findings(request, form, tried),
        conflict=_conflict(form, tried.error), live=live,
        approval=approval_of(process.engine, process.settings, person, form) if slug else Approval(),
        changed=what_changed(process.engine, opened) if opened else None,
        visitors={language: texts(language) for language in LANGUAGES},
        **said(request),
    )  # fmt: skip


def refusal(request: Request, error: EmmaError | None) -> str:
    """Why it was not done, in the reader's words; empty where nothing was refused."""
    if error is None:
        return ""
    language, phrases, key = language_of(request), process_of(request).library.phrases, f"utter_error_{error.code}"
    return phrases.text(key, language) if phrases.has(key) else str(error)


def said(request: Request) -> dict[str, str]:
    """Which line of the page tells what was done."""
    word = request.query_params.get("said", "")
    return {"done": word if word in DONE else "", "masked": request.query_params.get("masked", "")[:3]}


def _findings(request: Request, form: articles.ArticleForm, tried: Tried) -> list[Shown]:
    """What is wrong: with what was refused, or with what stands there."""
    if isinstance(tried.error, FormRefused):
        found = [one for one in tried.error.problems if isinstance(one, Finding)]
    elif tried.error is None and (form.title["en"] or form.answer["en"]):
        process = process_of(request)
        found = list(articles.problems(process.engine, process.settings, form))
    else:
        found = []
    return shown_findings(found)


def _conflict(form: articles.ArticleForm, error: EmmaError | None) -> dict[str, Any] | None:
    """Both versions where somebody else saved meanwhile: theirs, and what mine would change in it."""
    if not isinstance(error, EditedMeanwhile):
        return None
    mine: list[Line] = diff(error.theirs, articles.text_of(form, error.theirs or None))
    return {"theirs": error.theirs, "digest": error.digest, "lines": mine}
