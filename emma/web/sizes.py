"""The size of what comes in: a body above 64 kB is refused before it is read whole; in the studio, 8 MB."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
# Articles and whole tables, as a form encodes them; only for a browser that has signed in at least once.
STUDIO, STUDIO_LARGEST = "/studio", 8 * 1024 * 1024
STAFF_COOKIE = b"emma_staff="


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
                refused = {"code": "too_long", "message": f"The request is larger than {largest // 1024} kB."}
                await JSONResponse({"error": refused}, status_code=413)(scope, receive, send)
                return
            parts.append(message)
            more = message.get("more_body", False)

        async def replay() -> Message:
            return parts.pop(0) if parts else await receive()

        await self.app(scope, replay, send)


def _largest(scope: Scope) -> int:
    path = scope["path"]
    staff = any(name == b"cookie" and STAFF_COOKIE in value for name, value in scope["headers"])
    return STUDIO_LARGEST if staff and (path == STUDIO or path.startswith(f"{STUDIO}/")) else LARGEST
