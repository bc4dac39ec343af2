"""One place renders errors: JSON for the interface, a page for people; never a stack trace, never the visitor's words."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from emma.errors import EmmaError, NotSignedIn
from emma.knowledge.phrases import Phrases
from emma.web.language import language_of
from emma.web.rendering import error_page, wants_page
from emma.web.sizes import FIELD_LARGEST, too_large

log = logging.getLogger(__name__)
DESK = "/api/desk"
FIELD_TOO_LARGE = "exceeded maximum size"  # how Starlette says it of a form


def install(app: FastAPI, phrases: Phrases) -> None:
    """Register the handlers."""

    def render(request: Request, status: int, code: str, fallback: str, **details: object) -> Response:
        language = getattr(request.state, "language", None) or language_of(request)
        key = f"utter_error_{code}"
        message = phrases.text(key, language) if phrases.has(key) else fallback
        if wants_page(request):
            return error_page(request, status, message, language)
        body: dict[str, Any] = {"error": {"code": code, "message": message, **details}}
        return JSONResponse(body, status_code=status)

    @app.exception_handler(EmmaError)
    async def ours(request: Request, error: EmmaError) -> Response:
        if isinstance(error, NotSignedIn) and wants_page(request):
            return _to_sign_in(request)
        details = dict(error.details)
        if request.url.path.startswith(DESK) and str(error) != (type(error).__doc__ or "").strip():
            details["detail"] = str(error)  # for whoever programs against the desk; never anybody's words
        return render(request, error.status, error.code, str(error), **details)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        # The details quote the input: they stay here.
        return render(request, 422, "invalid", "The request could not be read.")

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400 and FIELD_TOO_LARGE in str(error.detail):
            return too_large(request, FIELD_LARGEST)
        code = {404: "not_found", 405: "not_allowed", 413: "too_long"}.get(error.status_code, "error")
        return render(request, error.status_code, code, HTTPStatus(error.status_code).phrase)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        route = getattr(request.scope.get("route"), "path", "no route")  # not the path: it is the caller's
        log.error("unexpected %s at %s", type(error).__name__, route)
        return render(request, 500, "error", "Something went wrong.")


def _to_sign_in(request: Request) -> Response:
    """To the page to sign in on, and from there back; a form that was sent meanwhile cannot be sent again."""
    reading = request.method in ("GET", "HEAD")
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "") if reading else ""
    return RedirectResponse("/sign-in" + (f"?{urlencode({'next': back})}" if back else ""), status_code=303)
