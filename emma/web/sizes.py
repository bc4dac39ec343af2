"""The size of what comes in: a body above 64 kB is refused before it is read whole."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
REFUSED = {"error": {"code": "too_long", "message": "The request is larger than 64 kB."}}


class BodyLimit:
    """ASGI middleware: counts what is received, whatever the headers say."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        parts: list[Message] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            size += len(message.get("body", b""))
            if size > LARGEST:
                await JSONResponse(REFUSED, status_code=413)(scope, receive, send)
                return
            parts.append(message)
            more = message.get("more_body", False)

        async def replay() -> Message:
            return parts.pop(0) if parts else await receive()

        await self.app(scope, replay, send)
