"""What is done with a whole article: its history, restoring, approving, putting its text live, renaming, removing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts.people import Person
from emma.errors import EmmaError, NotFound, NotPutLive, StillNeeded
from emma.studio import approving, articles, files, going_live
from emma.studio.differing import diff
from emma.studio.paths import slug_of
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_editor import PAGE, Trainer
from emma.web.studio_editor_screen import refusal, said
from emma.web.studio_people import names
from emma.web.wiring import Process

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form()]
MOST_VERSIONS = 100


@router.get(f"{PAGE}/{{slug}}/history")
def history_page(request: Request, person: Trainer, slug: str) -> Response:
    """Every saved state: who, when, why, and what changed."""
    return _history(request, person, slug)


@router.post(f"{PAGE}/{{slug}}/restore")
def restore(
    request: Request, person: Trainer, slug: str, version: Annotated[int, Form()], base: Field = ""
) -> Response:
    """Bring back an older state as the newest one."""
    process = process_of(request)
    try:
        path = _found(process, slug, language_of(request))[0]
        if version not in {one.id for one in files.versions(process.engine, path)}:
            raise NotFound
        note = _words(request)["restored_note"]
        files.restore(process.engine, process.settings, person, version, base or None, note.format(n=version))
    except EmmaError as error:
        return _history(request, person, slug, error)
    return RedirectResponse(f"{PAGE}/{slug}?said=restored", status_code=303)


@router.post(f"{PAGE}/{{slug}}/approve")
def approve(request: Request, person: Trainer, slug: str, version: Annotated[int, Form()] = 0) -> Response:
    """The second person says yes to the version that was looked at; never its author."""
    process = process_of(request)
    try:
        approving.approve(process.engine, person, articles.opened(process.settings, slug).path, version or None)
    except EmmaError as error:
        return _history(request, person, slug, error)
    return RedirectResponse(f"{PAGE}/{slug}?said=approved", status_code=303)


@router.post(f"{PAGE}/{{slug}}/live")
def put_live(request: Request, person: Trainer, slug: str) -> Response:
    """Let visitors read this text from now on."""
    process = process_of(request)
    try:
        going_live.put_live(process.engine, process.settings, person, slug)
    except EmmaError as error:
        return _history(request, person, slug, error)
    return RedirectResponse(f"{PAGE}/{slug}?said=live", status_code=303)


@router.get(f"{PAGE}/{{slug}}/rename")
def rename_page(request: Request, person: Trainer, slug: str) -> Response:
    """The new name, and everything that will be changed with it."""
    return _confirm(request, slug, "rename")


@router.post(f"{PAGE}/{{slug}}/rename")
def rename(
    request: Request, person: Trainer, slug: str, new: Field = "", base: Field = "", note: Field = ""
) -> Response:
    """Rename, with every reference; all of it or nothing."""
    process, new = process_of(request), new.strip()
    try:
        articles.rename(process.engine, process.settings, person, slug, new, base, note.strip())
    except EmmaError as error:
        return _confirm(request, slug, "rename", error, {"new": new, "note": note})
    return RedirectResponse(f"{PAGE}/{new}?said=renamed", status_code=303)


@router.get(f"{PAGE}/{{slug}}/remove")
def remove_page(request: Request, person: Trainer, slug: str) -> Response:
    """What needs the article, and what goes with it."""
    return _confirm(request, slug, "remove")


@router.post(f"{PAGE}/{{slug}}/remove")
def remove(request: Request, person: Trainer, slug: str, base: Field = "", note: Field = "") -> Response:
    """Take it away; its history stays, so that it can be restored."""
    process = process_of(request)
    try:
        articles.remove(process.engine, process.settings, person, slug, base, note.strip())
    except EmmaError as error:
        return _confirm(request, slug, "remove", error, {"note": note})
    return RedirectResponse(f"{PAGE}?said=removed", status_code=303)


def _history(request: Request, person: Person, slug: str, error: EmmaError | None = None) -> Response:
    process = process_of(request)
    path, base, title = _found(process, slug, language_of(request))
    found = files.versions(process.engine, path)[:MOST_VERSIONS]
    older = [*found[1:], None][: len(found)]
    rows = [
        {"version": one, "lines": diff(before.text, one.text) if before else None}
        for one, before in zip(found, older, strict=True)
    ]
    waits = any(one.path == path for one in approving.waiting(process.engine, process.settings))
    return staff_page(
        request, "studio/history.html", error.status if error else 200,
        slug=slug, title=title, base=base, present=bool(base), rows=rows,
        who=names(process.engine, _words(request)["authors"]), waits=waits,
        may=waits and approving.may_approve(process.engine, person, path), refused=_why(request, error), **said(request),
    )  # fmt: skip


def _words(request: Request) -> dict[str, Any]:
    words: dict[str, Any] = staff_texts(language_of(request))["studio"]["articles"]
    return words


def _found(process: Process, slug: str, language: str) -> tuple[str, str, str]:
    """Path, digest and title of an article; one that was removed still has its path. Raises NotFound."""
    try:
        opened = articles.opened(process.settings, slug)
        return opened.path, opened.digest, opened.form.title[language]
    except NotFound:
        with process.engine.connect().execution_options(read_only=True) as connection:
            known = files.newest(connection, "knowledge/")
        path = next((path for path in known if slug_of(path) == slug), None)
        if path is None:
            raise
        return path, "", slug


def _confirm(
    request: Request, slug: str, act: str, error: EmmaError | None = None, typed: dict[str, str] | None = None
) -> Response:
    process = process_of(request)
    opened = articles.opened(process.settings, slug)
    needs = error.needs if isinstance(error, StillNeeded) else ()
    return staff_page(
        request, "studio/editor_confirm.html", error.status if error else 200,
        slug=slug, opened=opened, act=act, references=articles.references(process.settings, slug),
        needs=needs, typed=typed or {}, refused=_why(request, error), **said(request),
    )  # fmt: skip


def _why(request: Request, error: EmmaError | None) -> str:
    """The reason in the words of this part where it has some."""
    words = _words(request)
    if isinstance(error, NotPutLive):
        return str(words["not_live"][error.why])
    return refusal(request, error)
