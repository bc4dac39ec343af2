"""The size of what comes in: a body above 64 kB is refused before it is read whole; in the studio, 8 MB."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emma.web.language import language_of
from emma.web.rendering import error_page, texts, wants_page

LARGEST = 64 * 1024
# Articles and whole tables, as a form encodes them; only for a browser that has signed in at least once.
STUDIO, STUDIO_LARGEST = "/studio", 8 * 1024 * 1024
STAFF_COOKIE = b"emma_staff="
FIELD_LARGEST = 1024 * 1024  # of one field where a form is read without another bound; Starlette's own


class BodyLimit:
    """ASGI middleware: counts what is received, whatever the headers say."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        largest = _largest(scope)
        parts: list[Message] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            size += len(message.get("body", b""))
            if size > largest:
                await too_large(Request(scope), largest)(scope, receive, send)
                return
            parts.append(message)
            more = message.get("more_body", False)

        async def replay() -> Message:
            return parts.pop(0) if parts else await receive()

        await self.app(scope, replay, send)


def too_large(request: Request, largest: int) -> Response:
    """The refusal of more than `largest` bytes: a page in the reader's language, or JSON for programs."""
    if wants_page(request):
        language = language_of(request)
        return error_page(request, 413, texts(language)["error_page"]["too_large"], language)
    refused = {"code": "too_long", "message": f"The request is larger than {largest // 1024} kB."}
    return JSONResponse({"error": refused}, status_code=413)


def _largest(scope: Scope) -> int:
    path = scope["path"]
    staff = any(name == b"cookie" and STAFF_COOKIE in value for name, value in scope["headers"])
    return STUDIO_LARGEST if staff and (path == STUDIO or path.startswith(f"{STUDIO}/")) else LARGEST
