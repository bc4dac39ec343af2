"""Signing in and out of the staff's pages: by password, and one click in a demonstration; one's own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts import demonstration, sessions
from emma.accounts.sessions import Signed, SignedIn
from emma.desk.leaving import leave
from emma.errors import NotFound, NotSignedIn, TooMany
from emma.web.access import check_origin, process_of
from emma.web.events import tell
from emma.web.limits import take
from emma.web.staff import COOKIE, forget_staff_cookie, set_staff_cookie, signed_in, signed_in_before
from emma.web.staff_page import home_of, staff_page
from emma.words import Status

PAGE = "/sign-in"
PROBLEMS = ("openid", "no_role")
router = APIRouter(include_in_schema=False)


@router.get(PAGE)
def sign_in_page(request: Request, next: str = "", problem: str = "") -> Response:
    """The page to sign in on; who is signed in already goes on."""
    signed = signed_in_before(request)
    if signed is not None and not problem and "lang" not in request.query_params:
        return RedirectResponse(within(next) or home_of(request, signed.person), status_code=303)
    return _page(request, next, problem if problem in PROBLEMS else "")


@router.post(PAGE)
def sign_in(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Sign in with login and password."""
    check_origin(request)
    process = process_of(request)
    try:
        limit_sign_in(request)
        signed = sessions.sign_in(process.engine, login, password)
    except TooMany as error:
        return _page(request, next, "too_many", error.status)
    except NotSignedIn as error:
        return _page(request, next, "wrong", error.status)
    return welcome(request, signed, next)


@router.post("/sign-out")
def sign_out(
    request: Request, signed: Signed = Depends(signed_in), everywhere: Annotated[str, Form()] = ""
) -> Response:
    """End this session, or all sessions of this person."""
    engine = process_of(request).engine
    if everywhere:
        sessions.sign_out_everywhere(engine, signed.person)
    else:
        sessions.sign_out(engine, request.cookies.get(COOKIE, ""))
    if not sessions.count(engine, signed.person):
        for conversation_id in leave(process_of(request).desk, signed.person):
            tell(request, conversation_id, Status.WAITING)
    response = RedirectResponse(PAGE, status_code=303)
    forget_staff_cookie(response)
    return response


@router.get("/account")
def account(request: Request, signed: Signed = Depends(signed_in)) -> Response:
    """One's own account."""
    return staff_page(request, "staff/account.html", sessions=sessions.count(process_of(request).engine, signed.person))


@router.get("/sign-in/demo/{part}")
def printed_link(request: Request, part: str, key: str = "") -> Response:
    """A link that was printed at the start: it works once."""
    _only_in_demonstration(request)
    if not request.app.state.one_time_keys.take(key, part):
        return RedirectResponse(PAGE, status_code=303)
    return welcome(request, demonstration.sign_in(process_of(request).engine, part), "")


@router.post("/sign-in/demo/{part}")
def play(request: Request, part: str, next: Annotated[str, Form()] = "") -> Response:
    """One click in a demonstration."""
    _only_in_demonstration(request)
    check_origin(request)
    limit_sign_in(request)
    return welcome(request, demonstration.sign_in(process_of(request).engine, part), next)


def welcome(request: Request, signed: SignedIn, to: str) -> Response:
    """A new session for this browser, which ends the one it had."""
    before = request.cookies.get(COOKIE)
    if before:
        sessions.sign_out(process_of(request).engine, before)
    response = RedirectResponse(within(to) or home_of(request, signed.person), status_code=303)
    set_staff_cookie(request, response, signed)
    return response


def within(to: str) -> str:
    """The path when it leads to another page of ours, otherwise nothing: nobody is sent elsewhere from here."""
    own = to.startswith("/") and not to.startswith(("//", PAGE)) and "\\" not in to and to.isprintable()
    return to if own else ""


def limit_sign_in(request: Request) -> None:
    """The limit on tries, by a keyed hash of the address. Raises TooMany."""
    process = process_of(request)
    who = request.client.host if request.client else "unknown"
    take(process.engine, process.settings.secret, f"sign-in:{who}", process.settings.sign_ins_per_minute)


def _page(request: Request, to: str, problem: str, code: int = 200) -> Response:
    settings = process_of(request).settings
    cast = () if settings.production else demonstration.CAST
    return staff_page(
        request, "sign_in.html", code, next=within(to), problem=problem, openid=settings.openid, cast=cast
    )  # fmt: skip


def _only_in_demonstration(request: Request) -> None:
    if process_of(request).settings.production:
        raise NotFound
