"""The two ends of signing in by OpenID Connect: the way to the provider, and the way back."""

from __future__ import annotations

import time
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from emma.accounts import admitting, sessions
from emma.accounts.openid import Journey, OpenId
from emma.errors import NotFound, NotPermitted, NotSignedIn
from emma.web.access import process_of
from emma.web.signing_in import PAGE, limit_sign_in, welcome, within
from emma.web.staff import LOCAL

COOKIE = "emma_openid"
MINUTES = 10
PURPOSE = "openid journey"  # the key's other uses sign nothing that could pass for this
router = APIRouter(include_in_schema=False, prefix="/sign-in")


@router.get("/openid")
def depart(request: Request, next: str = "") -> Response:
    """Send the browser to the provider; a signed cookie keeps what its answer is compared with."""
    openid = _openid(request)
    limit_sign_in(request)
    try:
        url, journey = openid.begin(_callback(request))
    except NotSignedIn:
        return _back("openid")
    response = RedirectResponse(url, status_code=303)
    claims = {**asdict(journey), "next": within(next), "sub": PURPOSE, "exp": int(time.time()) + 60 * MINUTES}
    kept = jwt.encode({"alg": "HS256"}, claims, _key(request))
    secure = request.url.hostname not in LOCAL
    response.set_cookie(
        COOKIE, kept, max_age=60 * MINUTES, httponly=True, samesite="lax", secure=secure, path=PAGE
    )  # fmt: skip
    return response


@router.get("/callback")
def arrive(request: Request, code: str = "", state: str = "") -> Response:
    """The provider's answer: one that does not belong to this browser's question opens nothing."""
    openid = _openid(request)
    process = process_of(request)
    try:
        journey, to = _journey(request)
        claims = openid.finish(_callback(request), journey, state, code)
        with process.engine.begin() as connection:
            settings = process.settings
            person = admitting.admit(connection, claims, settings.openid_roles_claim, settings.openid_role_names)
            signed = sessions.start(connection, person, "openid")
    except NotPermitted:
        return _back("no_role")
    except NotSignedIn:
        return _back("openid")
    response = welcome(request, signed, to)
    response.delete_cookie(COOKIE, path=PAGE)
    return response


def _journey(request: Request) -> tuple[Journey, str]:
    try:
        claims = jwt.decode(request.cookies.get(COOKIE, ""), _key(request), algorithms=["HS256"]).claims
        jwt.JWTClaimsRegistry(sub={"essential": True, "value": PURPOSE}, exp={"essential": True}).validate(claims)
        return Journey(claims["state"], claims["nonce"], claims["verifier"]), claims["next"]
    except (JoseError, KeyError, ValueError):
        raise NotSignedIn from None


def _key(request: Request) -> OctKey:
    return OctKey.import_key(process_of(request).settings.secret)


def _callback(request: Request) -> str:
    return str(request.url_for("arrive"))


def _openid(request: Request) -> OpenId:
    found: OpenId | None = request.app.state.openid
    if found is None:
        raise NotFound
    return found


def _back(problem: str) -> Response:
    response = RedirectResponse(f"{PAGE}?problem={problem}", status_code=303)
    response.delete_cookie(COOKIE, path=PAGE)
    return response
