"""Pages around the chat: the example agency page, the widget's one tag, What Emma keeps."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from emma import retention
from emma.conversations import closing
from emma.conversations.own_rows import own_rows
from emma.web.access import held_by_cookie, process_of
from emma.web.language import language_of
from emma.web.rendering import error_page, page, templates, texts
from emma.words import LANGUAGES

__all__ = ["error_page", "page", "router", "texts"]
router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request) -> Response:
    """An example agency page with the widget."""
    return page(request, "home.html", language_of(request))


@router.get("/widget.js")
def widget(request: Request) -> Response:
    """The one tag that embeds Emma."""
    labels = {code: texts(code)["widget"] for code in LANGUAGES}
    headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return templates.TemplateResponse(
        request, "widget.js", {"labels": labels}, media_type="text/javascript", headers=headers
    )


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """What Emma keeps, with the visitor's own rows as stored."""
    mine = held_by_cookie(request)
    engine = process_of(request).engine
    rows = closing.transcript(engine, mine) if mine else []
    about = own_rows(engine, mine) if mine else None
    days = retention.policy().days()
    return page(request, "privacy.html", language_of(request), rows=rows, about=about, retention=days)
