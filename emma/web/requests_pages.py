"""The pages of service requests for visitors, without JavaScript: make one, look one up, open it with its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from emma.conversations.incoming import LONGEST
from emma.conversations.requesting import Asked
from emma.errors import EmmaError, Invalid
from emma.service_requests.kinds import all_kinds
from emma.service_requests.making import EASTERN
from emma.service_requests.references import read_reference
from emma.service_requests.routing import IN_COUNTRY, Where, countries_to_choose, offices_to_choose
from emma.web.access import check_origin, held_by_cookie, process_of
from emma.web.api import limit
from emma.web.language import language_of
from emma.web.pages import page
from emma.web.requests_api import read_day, requesting, shape

router = APIRouter(include_in_schema=False)
ONCE = "emma_request"
MADE = "/requests/made"
MINUTES = 5 * 60
CONTACT = ("call_name", "phone", "email", "when")
Text = Annotated[str, Form()]


class Filled(BaseModel):
    """The form as filled in; `where` is a kind of office and its id, with a colon between."""

    kind: str = ""
    where: str = ""
    text: str = Field(default="", repr=False)
    journey: str = ""
    call_name: str = Field(default="", repr=False)
    phone: str = Field(default="", repr=False)
    email: str = Field(default="", repr=False)
    when: str = Field(default="", repr=False)
    time_zone: str = ""
    share: str = ""


@router.get("/requests")
def requests(request: Request) -> Response:
    """Look a request up, or make one."""
    return _front(request)


@router.post("/requests")
def make(request: Request, filled: Annotated[Filled, Form()]) -> Response:
    """Make a request. What is made is shown after a redirect, so that reloading sends nothing again."""
    language = language_of(request)
    try:
        check_origin(request)
        limit(request)
        mine = held_by_cookie(request) if filled.share else None
        answer = requesting(request).make(_asked(filled, language), mine)
    except EmmaError as error:
        return _front(request, error, draft=filled.model_dump(), part="make")
    body = shape(request, answer, language)
    if body["outcome"] != "made" or "emergency" in body:
        return page(request, "requests_answer.html", language, answer=body)
    response = RedirectResponse(f"{MADE}?lang={language}", status_code=303)
    words = str(body["key"]).replace(" ", "-")
    response.set_cookie(
        ONCE,
        f"{body['reference']}.{words}",
        max_age=MINUTES,
        path=MADE,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.get(MADE)
def made(request: Request) -> Response:
    """Reference and key of the request that was made a moment ago, shown once."""
    reference, _, key = request.cookies.get(ONCE, "").partition(".")
    try:
        reference = read_reference(reference)
        state = requesting(request).state(reference)
    except EmmaError:
        return RedirectResponse("/requests", status_code=303)
    words = " ".join(word for word in key.split("-") if word.isalpha())
    response = page(request, "requests_made.html", language_of(request), state=state, key=words)
    response.delete_cookie(ONCE, path=MADE, httponly=True, samesite="strict")
    return response


@router.post("/requests/look-up")
def look_up(request: Request, reference: Text = "", key: Text = "") -> Response:
    """The state; with the key everything. By POST: neither is ever in an address."""
    try:
        check_origin(request)
        limit(request)
        known = read_reference(reference)
        service, language = requesting(request), language_of(request)
        shown = service.open(known, key, language) if key.strip() else service.state(known)
    except EmmaError as error:
        return _front(request, error, found=reference, part="look_up")
    return page(request, "requests_state.html", language_of(request), shown=shown, opened=bool(key.strip()))


@router.post("/requests/withdraw")
def withdraw(request: Request, reference: Text = "", key: Text = "") -> Response:
    """Take a request back."""
    try:
        check_origin(request)
        limit(request)
        known = read_reference(reference)
        requesting(request).withdraw(known, key)
    except EmmaError as error:
        return _front(request, error, found=reference, part="look_up")
    shown = requesting(request).state(known)
    return page(request, "requests_state.html", language_of(request), shown=shown, opened=False)


@router.get("/requests/key/{reference}")
def ask_for_key(request: Request, reference: str) -> Response:
    """The button that shows the key of a request made in the visitor's chat; looking at this page makes no key."""
    known = read_reference(reference)
    mine = held_by_cookie(request) is not None
    return page(request, "requests_key.html", language_of(request), reference=known, mine=mine, key=None)


@router.post("/requests/key/{reference}")
def issue_key(request: Request, reference: str) -> Response:
    """The key, once."""
    check_origin(request)
    limit(request)
    known, held = read_reference(reference), held_by_cookie(request)
    key = requesting(request).issue_key(held, known) if held else None
    code = 200 if key else 403
    return page(request, "requests_key.html", language_of(request), code, reference=known, mine=bool(held), key=key)


def _asked(filled: Filled, language: str) -> Asked:
    where, _, place = filled.where.partition(":")
    return Asked(
        kind=filled.kind,
        where=where,
        place=place,
        language=language,
        text=filled.text,
        journey=read_day(filled.journey),
        time_zone=filled.time_zone or EASTERN,
        contact={name: getattr(filled, name) for name in CONTACT},
    )


def _front(
    request: Request,
    error: EmmaError | None = None,
    *,
    draft: Mapping[str, str] | None = None,
    found: str = "",
    part: str = "",
) -> Response:
    """The page with both forms; after an error what was written stays in them."""
    language, process = language_of(request), process_of(request)
    with process.engine.connect().execution_options(read_only=True) as connection:
        kinds = all_kinds(connection)
        places = [(kind.value, offices_to_choose(connection, kind)) for kind in IN_COUNTRY]
    places.append((Where.ABROAD.value, countries_to_choose(language)))
    code = error.status if error else 200
    return page(
        request,
        "requests.html",
        language,
        code,
        kinds=kinds,
        places=places,
        contact=process.desk.vault.forms["call_back"].shown(language),
        can_share=held_by_cookie(request) is not None,
        error=_said(request, error, language) if error else None,
        part=part,
        draft=draft or {},
        found=found,
        max_length=LONGEST,
        eastern=EASTERN,
    )


def _said(request: Request, error: EmmaError, language: str) -> str:
    phrases: Any = process_of(request).library.phrases
    key = f"utter_error_{error.code}"
    if type(error) is Invalid:  # an empty text: the phrase speaks of a chat message
        key = "utter_request_empty"
    return str(phrases.text(key, language)) if phrases.has(key) else str(error)
