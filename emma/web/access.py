"""Who holds a conversation: a Bearer token, or the chat page's HttpOnly cookie with an Origin check on writes."""

from __future__ import annotations

from fastapi import Request, Response

from emma.conversations.opening import Held, Started, hold
from emma.errors import Forbidden
from emma.web.wiring import Process

COOKIE = "emma_chat"
DAY = 24 * 3600


def process_of(request: Request) -> Process:
    """The wired process."""
    return request.app.state.process  # type: ignore[no-any-return]


def held(request: Request, conversation_id: str) -> Held:
    """The conversation, for its token. Raises Forbidden or NotFound."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        mine, token = cookie_of(request)
        if mine != conversation_id or not token:
            raise Forbidden
        if request.method not in ("GET", "HEAD"):
            check_origin(request)
    found = hold(process_of(request).engine, conversation_id, token)
    request.state.language = found.language  # an error after this speaks the visitor's language
    return found


def held_by_cookie(request: Request) -> Held | None:
    """The conversation of this browser, or None."""
    mine, token = cookie_of(request)
    if not mine or not token:
        return None
    try:
        return hold(process_of(request).engine, mine, token)
    except Exception:
        return None


def check_origin(request: Request) -> None:
    """A write with a cookie must come from a page of this very origin. Raises Forbidden."""
    origin = request.headers.get("origin")
    if origin is None and request.headers.get("sec-fetch-site") in (None, "same-origin", "none"):
        return
    if origin != f"{request.url.scheme}://{request.headers.get('host')}":
        raise Forbidden


def cookie_of(request: Request) -> tuple[str, str]:
    """Conversation id and token from the cookie, empty when there is none."""
    mine, _, token = request.cookies.get(COOKIE, "").partition(".")
    return mine, token


def set_cookie(request: Request, response: Response, started: Started) -> None:
    """Give the browser its conversation. Embedded on other sites it needs SameSite=None and Partitioned."""
    secure = request.url.scheme == "https"
    parts = [f"{COOKIE}={started.id}.{started.token}", "Path=/", "HttpOnly"]
    parts.append("Secure; SameSite=None; Partitioned" if secure else "SameSite=Lax")
    response.headers.append("set-cookie", "; ".join(parts))


def forget_cookie(response: Response) -> None:
    """Take the conversation off this browser."""
    response.delete_cookie(COOKIE, path="/")
