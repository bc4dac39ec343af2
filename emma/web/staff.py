"""Who of the staff a request is from: a session cookie with its form token, or an agent's API token (Bearer)."""

from __future__ import annotations

import hmac

from fastapi import Request, Response

from emma.accounts.people import Person
from emma.accounts.sessions import Signed, SignedIn, who
from emma.accounts.tokens import who_by_token
from emma.errors import Forbidden, NotSignedIn
from emma.web.access import check_origin, process_of

COOKIE = "emma_staff"
LOCAL = ("localhost", "127.0.0.1", "::1")


def signed_in(request: Request) -> Signed:
    """Who is signed in, whatever the role. Raises NotSignedIn."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    engine = process_of(request).engine
    if scheme.lower() == "bearer" and token:
        return who_by_token(engine, token)
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise NotSignedIn
    return who(engine, cookie)


def agent(request: Request) -> Person:
    """Somebody who serves a lane; a write carries its form token. Raises NotSignedIn or Forbidden."""
    return _allowed(request, "may_serve")


def supervisor(request: Request) -> Person:
    """A supervisor. Raises NotSignedIn or Forbidden."""
    return _allowed(request, "may_supervise")


def trainer(request: Request) -> Person:
    """A trainer or an administrator. Raises NotSignedIn or Forbidden."""
    return _allowed(request, "may_train")


def administrator(request: Request) -> Person:
    """An administrator. Raises NotSignedIn or Forbidden."""
    return _allowed(request, "may_administer")


def check_form_token(signed: Signed, given: str) -> None:
    """A write with a cookie carries the token of its session's forms. Raises Forbidden."""
    if signed.csrf and not hmac.compare_digest(signed.csrf.encode(), given.encode("utf-8", "replace")):
        raise Forbidden


def set_staff_cookie(request: Request, response: Response, signed: SignedIn) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE, signed.token, httponly=True, samesite="lax", secure=request.url.hostname not in LOCAL, path="/"
    )


def forget_staff_cookie(response: Response) -> None:
    """Take the session off this browser."""
    response.delete_cookie(COOKIE, path="/")


def _allowed(request: Request, right: str) -> Person:
    """JSON writes carry the form token in the header X-CSRF; pages check the form's own field."""
    signed = signed_in(request)
    if not getattr(signed.person, right):
        raise Forbidden("Your account does not allow this.")
    request.state.signed = signed
    if request.method not in ("GET", "HEAD") and signed.csrf:
        check_origin(request)
        header = request.headers.get("x-csrf")
        if header is not None:
            check_form_token(signed, header)
        elif request.headers.get("content-type", "").startswith("application/json"):
            raise Forbidden
    return signed.person
