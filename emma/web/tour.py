"""The tour of a demonstration: the visitor's chat, the desk, and what is stored of both, side by side and live."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION
from emma.errors import NotFound
from emma.handoffs.rows import EVENT, HANDOFF
from emma.web.access import held_by_cookie, process_of
from emma.web.language import language_of
from emma.web.rendering import page

router = APIRouter(include_in_schema=False)
PARTS = ("tier_1", "tier_1_es", "tier_2", "supervisor")


@router.get("/tour")
def tour(request: Request) -> Response:
    """The whole page."""
    _only_in_demonstration(request)
    return page(request, "tour.html", language_of(request), parts=PARTS, **_stored(request))


@router.get("/tour/stored")
def stored(request: Request) -> Response:
    """What is stored of this browser's conversation, rendered."""
    _only_in_demonstration(request)
    return page(request, "_stored.html", language_of(request), **_stored(request))


def _stored(request: Request) -> dict[str, Any]:
    mine = held_by_cookie(request)
    if mine is None:
        return {"row": None}
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        return {
            "row": connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == mine.id)).first(),
            "rows": _rows(connection, MESSAGE, MESSAGE.c.conversation_id == mine.id),
            "handoffs": [
                (handoff, _rows(connection, EVENT, EVENT.c.handoff_id == handoff.id))
                for handoff in _rows(connection, HANDOFF, HANDOFF.c.conversation_id == mine.id)
            ],
        }


def _rows(connection: Connection, table: Any, condition: Any) -> list[Any]:
    return connection.execute(select(table).where(condition).order_by(table.c.id)).all()


def _only_in_demonstration(request: Request) -> None:
    if process_of(request).settings.production:
        raise NotFound
