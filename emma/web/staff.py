"""Who of the staff a request is from: a session cookie with its form token, or an agent's API token (Bearer).

The dependencies here are the only door: each checks origin and form token of a write, so that no endpoint can forget it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from emma.accounts.people import Person
from emma.accounts.sessions import Signed, SignedIn, who
from emma.accounts.tokens import who_by_token
from emma.errors import NotPermitted, NotSignedIn, StalePage
from emma.web.access import check_origin, process_of
from emma.web.sizes import STUDIO_LARGEST

COOKIE = "emma_staff"
FIELD, HEADER = "csrf", "x-csrf"
LOCAL = ("localhost", "127.0.0.1", "::1")
READING = ("GET", "HEAD", "OPTIONS")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def signed_in(request: Request) -> Signed:
    """Who is signed in, whatever the role; a write carries its form token. Raises NotSignedIn, Forbidden, StalePage."""
    signed = await run_in_threadpool(present, request)
    if request.method not in READING and signed.csrf:
        check_origin(request)
        _check_form_token(signed, await _form_token(request))
    request.state.signed = signed
    return signed


async def agent(request: Request) -> Person:
    """Somebody who serves a lane. Raises as `signed_in`, and NotPermitted."""
    return await _allowed(request, "may_serve")


async def supervisor(request: Request) -> Person:
    """A supervisor. Raises as `agent`."""
    return await _allowed(request, "may_supervise")


async def trainer(request: Request) -> Person:
    """A trainer or an administrator. Raises as `agent`."""
    return await _allowed(request, "may_train")


async def administrator(request: Request) -> Person:
    """An administrator. Raises as `agent`."""
    return await _allowed(request, "may_administer")


def present(request: Request) -> Signed:
    """Who a reading request is from, asked of the database again: a long stream calls it between its events.

    Raises NotSignedIn once the account is disabled, the session ended or the token revoked.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    engine = process_of(request).engine
    if scheme.lower() == "bearer" and token:
        return who_by_token(engine, token)
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise NotSignedIn
    return who(engine, cookie)


def signed_in_before(request: Request) -> Signed | None:
    """Who is signed in, or None: for pages that are open to everybody."""
    try:
        return present(request)
    except NotSignedIn:
        return None


def set_staff_cookie(request: Request, response: Response, signed: SignedIn) -> None:
    """Give the browser its session; it ends with the browser at the latest."""
    secure = request.url.hostname not in LOCAL
    response.set_cookie(COOKIE, signed.token, httponly=True, samesite="lax", secure=secure, path="/")


def forget_staff_cookie(response: Response) -> None:
    """Take the session off this browser."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


async def _allowed(request: Request, right: str) -> Person:
    signed = await signed_in(request)
    if not getattr(signed.person, right):
        raise NotPermitted
    return signed.person


async def _form_token(request: Request) -> str:
    """The header X-CSRF, which no other site can send, or the field `csrf` of a form."""
    if HEADER in request.headers:
        return request.headers[HEADER]
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    form: Mapping[str, object] = await request.form(max_part_size=STUDIO_LARGEST)  # the body's size is bounded before
    given = form.get(FIELD, "")
    return given if isinstance(given, str) else ""


def _check_form_token(signed: Signed, given: str) -> None:
    if not hmac.compare_digest(signed.csrf.encode(), given.encode("utf-8", "replace")):
        raise StalePage
