"""Who holds a conversation: a Bearer token, or the chat page's HttpOnly cookie with an Origin check on writes."""

from __future__ import annotations

from fastapi import Request, Response

from emma.conversations.opening import Held, hold
from emma.errors import Forbidden
from emma.web import barred
from emma.web.wiring import Process

COOKIE = "emma_chat"
KEEP = "emma_keep"  # set while the visitor wishes that this browser keeps the chat
DAY = 24 * 3600
KEPT_FOR = 7 * DAY


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
    barred.follow(request, found)
    return found


def held_by_cookie(request: Request) -> Held | None:
    """The conversation of this browser, or None."""
    mine, token = cookie_of(request)
    if not mine or not token:
        return None
    try:
        found = hold(process_of(request).engine, mine, token)
    except Exception:
        return None
    barred.follow(request, found)
    return found


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


def kept(request: Request) -> bool:
    """Whether the visitor asked this browser to keep the chat."""
    return KEEP in request.cookies


def set_cookie(request: Request, response: Response, conversation_id: str, token: str) -> None:
    """Give the browser its conversation: until it closes, or for a week when the visitor asked for that."""
    _set(request, response, COOKIE, f"{conversation_id}.{token}", KEPT_FOR if kept(request) else None)


def keep(request: Request, response: Response, wanted: bool) -> None:
    """Keep the chat in this browser for a week, or only until the tab closes."""
    conversation_id, token = cookie_of(request)
    if conversation_id and token:
        _set(request, response, COOKIE, f"{conversation_id}.{token}", KEPT_FOR if wanted else None)
        _set(request, response, KEEP, "1" if wanted else "", KEPT_FOR if wanted else 0)


def forget_cookie(request: Request, response: Response) -> None:
    """Take the conversation off this browser."""
    for name in (COOKIE, KEEP):
        _set(request, response, name, "", 0)


def _set(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    """Embedded on other sites a cookie needs SameSite=None and Partitioned; so does taking it away."""
    parts = [f"{name}={value}", "Path=/", "HttpOnly"]
    parts += [] if seconds is None else [f"Max-Age={seconds}"]
    parts.append("Secure; SameSite=None; Partitioned" if request.url.scheme == "https" else "SameSite=Lax")
    response.headers.append("set-cookie", "; ".join(parts))
