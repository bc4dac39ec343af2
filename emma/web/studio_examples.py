"""The examples of one intent, of an article or of a behaviour: add, move, remove, split off into a new article."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from emma.accounts.people import Person
from emma.errors import EmmaError, FormRefused, NotFound
from emma.knowledge.findings import Finding
from emma.knowledge.findings import error as finding
from emma.studio import articles, examples
from emma.studio.article_form import ArticleForm
from emma.web.access import process_of
from emma.web.staff_page import staff_page
from emma.web.studio_editor import PAGE, RESERVED, Posted, Trainer
from emma.web.studio_editor_form import slug_from
from emma.web.studio_editor_screen import refusal, said
from emma.web.studio_findings import shown_findings
from emma.words import LANGUAGES, TOPICS

router = APIRouter(include_in_schema=False)
MOST_TICKED = 200
ASK = "ask/"


@router.get(f"{PAGE}/{{slug}}/examples")
def examples_page(request: Request, person: Trainer, slug: str) -> Response:
    """What is learned for an article."""
    return intent_page(request, f"{ASK}{slug}")


@router.post(f"{PAGE}/{{slug}}/examples")
def change_examples(request: Request, person: Trainer, slug: str, form: Posted) -> Response:
    """Add, move, remove, or split into a new article."""
    return changed(request, person, f"{ASK}{slug}", form)


def intent_page(
    request: Request, intent: str, error: EmmaError | None = None, typed: FormData | None = None
) -> Response:
    """The page of an intent; `typed` is what had been written where something was refused. Raises NotFound."""
    process = process_of(request)
    everything = examples.intents(process.settings)
    if intent not in everything:
        raise NotFound
    slug = intent.removeprefix(ASK) if intent.startswith(ASK) else None
    opened = articles.opened(process.settings, slug) if slug else None
    found = [one for one in error.problems if isinstance(one, Finding)] if isinstance(error, FormRefused) else []
    return staff_page(
        request, "studio/examples.html", error.status if error else 200,
        intent=intent, slug=slug, opened=opened, examples=everything[intent],
        others=sorted(name for name in everything if name != intent), own=_own(opened),
        topics=sorted(TOPICS), typed=_typed(typed), ticked=_ticked(typed),
        refused=refusal(request, error), findings=shown_findings(found), **said(request),
    )  # fmt: skip


def changed(request: Request, person: Person, intent: str, form: FormData) -> Response:
    """Do what the button says; a refusal shows the page with its reason and what was typed and ticked."""
    try:
        return RedirectResponse(_act(request, person, intent, form), status_code=303)
    except EmmaError as error:
        return intent_page(request, intent, error, form)


def _act(request: Request, person: Person, intent: str, form: FormData) -> str:
    process, typed, ticked = process_of(request), _typed(form), _ticked(form)
    act, note = typed.get("act", ""), typed.get("note", "").strip()
    at = (process.engine, process.settings, person)
    if act == "add":
        saved = examples.add_example(*at, intent, typed.get("text", ""), typed.get("language", "en"), note)
        return _page_of(intent, "added", masked=len(saved.masked))
    if not ticked:
        raise FormRefused([finding(intent, "ticked", "")])
    if act == "remove":
        for text in ticked:
            examples.remove_example(*at, intent, text, note)
        return _page_of(intent, "removed")
    if act == "move":
        articles.move_examples(*at, intent, typed.get("target", "").strip(), ticked, note)
        return _page_of(intent, "moved")
    if act == "split" and intent.startswith(ASK):
        slug = typed.get("slug", "").strip() or slug_from(typed.get("title_en", ""))
        titles = {language: typed.get(f"title_{language}", "").strip() for language in LANGUAGES}
        slug = "" if slug in RESERVED else slug
        draft = ArticleForm(slug=slug, topic=typed.get("topic", ""), title=titles, draft=True)
        articles.split(*at, intent.removeprefix(ASK), ticked, draft, typed.get("base", ""), note)
        return f"{PAGE}/{slug}?said=split"
    raise FormRefused([finding(intent, "act", act)])


def _page_of(intent: str, done: str, masked: int = 0) -> str:
    page = f"{PAGE}/{intent.removeprefix(ASK)}/examples" if intent.startswith(ASK) else f"/studio/intents/{intent}"
    return f"{page}?{urlencode({'said': done} | ({'masked': str(masked)} if masked else {}))}"


def _own(opened: articles.Opened | None) -> frozenset[str]:
    """The examples that stand in the article's own file; the others are in data/nlu."""
    return frozenset(text for texts in opened.form.examples.values() for text in texts) if opened else frozenset()


def _typed(form: FormData | None) -> dict[str, str]:
    return {name: value for name, value in (form or FormData()).items() if isinstance(value, str)}


def _ticked(form: FormData | None) -> list[str]:
    found = (form or FormData()).getlist("example")
    return list(dict.fromkeys(text for text in found if isinstance(text, str)))[:MOST_TICKED]
