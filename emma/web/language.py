"""The language of a page before the visitor wrote anything: the choice, the cookie, the browser."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from emma.words import LANGUAGES

COOKIE = "emma_language"


def language_of(request: HTTPConnection) -> str:
    """`?lang=`, then the cookie, then Accept-Language; English when none of ours is wanted."""
    for wish in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "en"
