"""The chat page and the parts of it that a script asks for anew: messages, the dock, a QR code, the transcript."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from emma.conversations import messages
from emma.errors import NotFound
from emma.web import qr
from emma.web.access import held_by_cookie, process_of
from emma.web.api import Seq
from emma.web.chat_view import chat_page, dock, offered, with_cookie
from emma.web.chat_view import new as fresh
from emma.web.language import language_of
from emma.web.rendering import page
from emma.web.transcripts import transcript_file
from emma.words import Status

router = APIRouter(include_in_schema=False)


@router.get("/chat")
def chat(request: Request, new: str = "", ask: str = "") -> Response:
    """The full chat page. Opens a conversation for a browser that has none, or whose last one is over and left."""
    mine = held_by_cookie(request)
    if mine is not None and (mine.status != Status.ENDED or not (new or ask)):
        return chat_page(request, mine)
    mine, started = fresh(request)
    return with_cookie(request, chat_page(request, mine), started)


@router.get("/chat/messages")
def fragment(request: Request, after: Seq = 0) -> Response:
    """The messages after a sequence number, rendered."""
    mine = held_by_cookie(request)
    found = messages.after(process_of(request).engine, mine.id, after) if mine else []
    language = mine.language if mine else language_of(request)
    shown = offered(found, mine) if mine else frozenset()
    return page(request, "_messages.html", language, messages=found, offered=shown, conversation=mine)


@router.get("/chat/dock")
def dock_of(request: Request) -> Response:
    """Where the visitor stands and the field, rendered."""
    mine = held_by_cookie(request)
    if mine is None:
        raise NotFound
    return page(request, "dock.html", mine.language, **dock(process_of(request), mine, mine.language))


@router.get("/chat/qr")
def code(request: Request, message: Seq, source: Seq = 0) -> Response:
    """A QR code of a source of one of the visitor's own answers; of nothing else."""
    mine = held_by_cookie(request)
    found = messages.after(process_of(request).engine, mine.id, message - 1)[:1] if mine and message else []
    sources = found[0]["sources"] if found and found[0]["seq"] == message else []
    drawn = qr.svg(str(sources[source].get("url") or "")) if source < len(sources) else None
    if drawn is None:
        raise NotFound
    return Response(drawn, media_type="image/svg+xml")


@router.get("/chat/transcript")
def transcript(request: Request, format: Literal["html", "text"] = "html") -> Response:
    """The conversation as a file to keep."""
    mine = held_by_cookie(request)
    if mine is None:
        raise NotFound
    return transcript_file(request, mine, format)
