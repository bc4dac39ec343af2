"""Compression of what visitors load. Pages of the staff are left out: they carry form tokens, which compression leaks."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

LEVEL = 6
COMPRESSED = ("/static/", "/chat", "/privacy", "/widget.js")


class Compression:
    """gzip for the example page, the chat, its files and the widget; streams are sent as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.zipped = GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        visitors = scope["type"] == "http" and (scope["path"] == "/" or scope["path"].startswith(COMPRESSED))
        await (self.zipped if visitors else self.plain)(scope, receive, send)
