"""The editor: one article, new or there already; nothing that was typed is lost when it cannot be saved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from emma.accounts.people import Person
from emma.errors import EmmaError, FormRefused
from emma.knowledge.findings import error as finding
from emma.nlu.articles import ArticleError, parse_article
from emma.studio import articles
from emma.studio.inbox import prefilled as from_inbox
from emma.studio.link_checking import check_links, links_of
from emma.studio.paths import slug_of
from emma.studio.saved import Saved
from emma.web.access import process_of
from emma.web.rendering import texts
from emma.web.staff import trainer
from emma.web.staff_page import staff_page
from emma.web.studio_editor_form import form_of_typed, slug_from, typed_of_form
from emma.web.studio_editor_screen import Tried, editor_page
from emma.web.studio_guard import guard_context
from emma.web.studio_guard import typed_from as guard_typed
from emma.web.studio_preview import day_from, preview
from emma.web.studio_typed import LONGEST, Typed, prefilled, typed_from
from emma.words import LANGUAGES

router = APIRouter(include_in_schema=False)
PAGE = "/studio/articles"
RESERVED = ("new", "preview", "slug")  # pages of this part, not slugs
OVER = "save_over"


async def posted(request: Request) -> FormData:
    """The form of a request, read once."""
    return await request.form()


Trainer = Annotated[Person, Depends(trainer)]
Posted = Annotated[FormData, Depends(posted)]


@router.get(f"{PAGE}/new")
def new_page(request: Request, person: Trainer) -> Response:
    """An empty form, or one that a link has filled in: `title_en`, `topic`, `example_en` (several), in both languages.

    `inbox` names what was decided in the inbox: its messages are the examples, and stand in no address.
    """
    typed = prefilled(request.query_params, date.today().isoformat())
    for language, asked in from_inbox(process_of(request).engine, request.query_params.get("inbox", "")).items():
        typed.values[f"examples_{language}"] = "\n".join(asked)
    return editor_page(request, person, typed)


@router.post(f"{PAGE}/new")
def create(request: Request, person: Trainer, form: Posted) -> Response:
    """Make the article, as a draft or to be taught by the next training."""
    typed, act = typed_from(form), _act(form)
    typed.values["slug"] = typed["slug"].strip() or slug_from(typed["title_en"])
    if act == "draft":
        typed.values["draft"] = "1"
    if act not in ("save", "draft", OVER):
        return _stay(request, person, typed, None, act)
    process = process_of(request)
    try:
        _check_size(typed)
        made = form_of_typed(typed, typed["slug"] if typed["slug"] not in RESERVED else "")
        saved = articles.create(process.engine, process.settings, person, made, typed["note"].strip())
    except EmmaError as error:
        return editor_page(request, person, typed, None, Tried(error))
    return _to(slug_of(saved.path) or made.slug, "created", saved)


@router.post(f"{PAGE}/preview")
def preview_part(request: Request, person: Trainer, form: Posted) -> Response:
    """How visitors would read it: the part of the page that a script puts in place."""
    typed = typed_from(form)
    day = day_from(typed["day"], date.today())
    sides = preview(typed, day, process_of(request).library.phrases, pulled=bool(form.get("pulled")))
    return staff_page(
        request, "studio/editor_preview.html", sides=sides, day=day, today=date.today(),
        visitors={language: texts(language) for language in LANGUAGES},
    )  # fmt: skip


@router.get(f"{PAGE}/{{slug}}")
def edit_page(request: Request, person: Trainer, slug: str) -> Response:
    """The article as its file has it."""
    opened = articles.opened(process_of(request).settings, slug)
    typed = typed_of_form(opened.form)
    typed.values |= {"base": opened.digest, "day": request.query_params.get("day", "")[:10]}
    return editor_page(request, person, typed, slug)


@router.post(f"{PAGE}/{{slug}}")
def save(request: Request, person: Trainer, slug: str, form: Posted) -> Response:
    """Save, unless somebody else saved meanwhile: then both are shown and nothing is written."""
    typed, act = typed_from(form), _act(form)
    if act not in ("save", "still_right", OVER):
        return _stay(request, person, typed, slug, act)
    process = process_of(request)
    base = str(form.get("theirs", "")) if act == OVER else typed["base"]
    try:
        _check_size(typed)
        still_right = act == "still_right" or bool(typed["still_right"])
        saved = articles.save(
            process.engine, process.settings, person, form_of_typed(typed, slug), base, typed["note"].strip(),
            still_right=still_right,
        )  # fmt: skip
    except EmmaError as error:
        return editor_page(request, person, typed, slug, Tried(error))
    return _to(slug, "saved", saved)


def _stay(request: Request, person: Person, typed: Typed, slug: str | None, act: str) -> Response:
    """The acts that save nothing: rows more or less, the links, the preview."""
    tried = Tried(focus="preview" if act == "preview" else "")
    if typed.act(act):
        kind = act.partition("_")[2].partition(" ")[0]
        rows = typed.sources if kind == "source" else typed.variants
        tried.focus = f"{kind}_{'title' if kind == 'source' else 'title_en'}_{len(rows) - 1}" if rows else kind
    elif act == "check_examples":
        tried.focus = "examples-part"
        tried.guards = {language: _guarded(request, typed, slug, language) for language in LANGUAGES}
    elif act == "check_links":
        tried.focus = "links"
        try:
            article = parse_article(articles.text_of(form_of_typed(typed, slug or typed["slug"].strip())))
            tried.links = check_links(links_of(article))
        except (EmmaError, ArticleError) as error:
            tried.error = error if isinstance(error, EmmaError) else None
    return editor_page(request, person, typed, slug, tried)


def _guarded(request: Request, typed: Typed, slug: str | None, language: str) -> dict[str, Any]:
    """The guard-rails of one language's examples, for a browser without a script."""
    other = next(one for one in LANGUAGES if one != language)
    given = (typed[f"examples_{language}"], typed[f"examples_{other}"] or "\n", typed[f"answer_{language}"])
    return guard_context(request, guard_typed(slug or typed["slug"], language, *given))


def _act(form: FormData) -> str:
    """The button that was pressed; the first of the form, a plain save or a draft, for the key Enter in a field."""
    act = form.get("act", "preview")
    return act[:24] if isinstance(act, str) else "preview"


def _check_size(typed: Typed) -> None:
    if typed.size > LONGEST:
        raise FormRefused([finding("", "size", f"{typed.size:,} > {LONGEST:,}")])


def _to(slug: str, said: str, saved: Saved) -> Response:
    query = {"said": said} | ({"masked": str(len(saved.masked))} if saved.masked else {})
    return RedirectResponse(f"{PAGE}/{slug}?{urlencode(query)}", status_code=303)
