"""The worklist of service requests for agents: server-rendered, every act a form, no script needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts.people import Person
from emma.desk import request_work
from emma.desk.context import Desk
from emma.errors import EmmaError
from emma.service_requests.references import read_reference
from emma.service_requests.routing import IN_COUNTRY, offices_to_choose
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.pages import texts
from emma.web.staff import agent
from emma.web.staff_page import staff_page

router = APIRouter(prefix="/desk/requests", include_in_schema=False)
ByAgent = Annotated[Person, Depends(agent)]
Text = Annotated[str, Form()]
LISTS = ("to_take", "call_backs", "mine", "all")


@router.get("")
def worklist(request: Request, person: ByAgent, which: str = "to_take") -> Response:
    """What is to be done; supervisors see everything unfinished too."""
    chosen = which if which in LISTS else LISTS[0]
    lists = LISTS if person.may_supervise else LISTS[:-1]
    rows = request_work.listed(_desk(request), person, chosen)
    return _page(request, "desk/requests.html", rows=rows, which=chosen, lists=lists)


@router.get("/{reference}")
def one(request: Request, reference: str, person: ByAgent) -> Response:
    """One request with its history and what can be done."""
    return _one(request, person, read_reference(reference))


@router.post("/{reference}/take")
def take(request: Request, reference: str, person: ByAgent) -> Response:
    """Work on it from now on."""
    return _done(request, person, reference, lambda known: request_work.take(_desk(request), person, known), stay=True)


@router.post("/{reference}/give-back")
def give_back(request: Request, reference: str, person: ByAgent) -> Response:
    """Put it back on the list."""
    return _done(request, person, reference, lambda known: request_work.give_back(_desk(request), person, known))


@router.post("/{reference}/contact")
def contact(request: Request, reference: str, person: ByAgent) -> Response:
    """Show how to reach the visitor, once; the look is audited."""
    known = read_reference(reference)
    try:
        values = request_work.contact(_desk(request), person, known)
    except EmmaError as error:
        return _one(request, person, known, error)
    return _one(request, person, known, contact=values)


@router.post("/{reference}/attempts")
def attempt(
    request: Request, reference: str, person: ByAgent, reached: Text = "", comment: Text = "", masked: Text = ""
) -> Response:
    """Note an attempt to reach the visitor."""

    def act(known: str) -> object:
        return request_work.attempt(
            _desk(request), person, known, reached=reached == "yes", comment=comment, masked=bool(masked)
        )

    return _done(request, person, reference, act, stay=True, draft={"comment": comment})


@router.post("/{reference}/answer")
def answer(request: Request, reference: str, person: ByAgent, text: Text = "", masked: Text = "") -> Response:
    """Write the answer into the request."""

    def act(known: str) -> object:
        return request_work.answer(_desk(request), person, known, text, masked=bool(masked))

    return _done(request, person, reference, act, stay=True, draft={"text": text})


@router.post("/{reference}/transfer")
def transfer(
    request: Request, reference: str, person: ByAgent, comment: Text = "", to: Text = "", masked: Text = ""
) -> Response:
    """Pass it on: `to` is `tier:2` or a kind of office and its id, with a colon between."""
    kind, _, place = to.partition(":")

    def act(known: str) -> None:
        target = {"to_tier": place} if kind == "tier" else {"where": kind or None, "place": place}
        request_work.transfer(_desk(request), person, known, comment, masked=bool(masked), **target)

    return _done(request, person, reference, act, draft={"transfer": comment})


@router.post("/{reference}/close")
def close(request: Request, reference: str, person: ByAgent, comment: Text = "", masked: Text = "") -> Response:
    """Finish it; how to reach the visitor is erased."""

    def act(known: str) -> None:
        request_work.close(_desk(request), person, known, comment, masked=bool(masked))

    return _done(request, person, reference, act, draft={"closing": comment})


def _done(
    request: Request,
    person: Person,
    reference: str,
    act: Callable[[str], object],
    *,
    stay: bool = False,
    draft: dict[str, str] | None = None,
) -> Response:
    """Do it and go on; an error is said on the page of the request, with what was written still there."""
    known = read_reference(reference)
    try:
        act(known)
    except EmmaError as error:
        return _one(request, person, known, error, draft=draft)
    return RedirectResponse(f"/desk/requests/{known}" if stay else "/desk/requests?which=mine", status_code=303)


def _one(
    request: Request,
    person: Person,
    reference: str,
    error: EmmaError | None = None,
    *,
    contact: dict[str, str] | None = None,
    draft: dict[str, str] | None = None,
) -> Response:
    desk = _desk(request)
    try:
        shown = request_work.detail(desk, person, reference)
    except EmmaError as refused:
        if error is None:
            raise
        raise error from refused
    with desk.engine.connect().execution_options(read_only=True) as connection:
        places = [(kind.value, offices_to_choose(connection, kind)) for kind in IN_COUNTRY]
    context: dict[str, Any] = {"one": shown, "places": places, "contact": contact, "draft": draft or {}}
    context["error"] = _said(desk, error, language_of(request)) if error else None
    context["guarded"] = error is not None and error.code == "guarded"
    return _page(request, "desk/request.html", error.status if error else 200, **context)


def _said(desk: Desk, error: EmmaError, language: str) -> str:
    key = f"utter_error_{error.code}"
    return desk.phrases.text(key, language) if desk.phrases.has(key) and error.code != "invalid" else str(error)


def _page(request: Request, template: str, code: int = 200, **context: Any) -> Response:
    language = language_of(request)
    visitors = texts(language)["requests"]
    return staff_page(request, template, code, r=texts(f"desk_requests_{language}"), v=visitors, **context)


def _desk(request: Request) -> Desk:
    return process_of(request).desk
