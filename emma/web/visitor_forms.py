"""The visitor's side of the desk: secure forms that wait for an answer, and the notices of the day."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from emma.conversations.opening import Held
from emma.desk import notices
from emma.vault.following import shown_to_visitor
from emma.web.access import held, process_of
from emma.web.api import Strict, limit
from emma.web.language import language_of

router = APIRouter(tags=["conversations"])


class Filled(Strict):
    """What the visitor wrote, by field."""

    values: dict[str, str] = Field(max_length=20)


@router.get("/api/conversations/{conversation_id}/forms")
def get_forms(request: Request, mine: Held = Depends(held)) -> dict[str, Any]:
    """The forms that an agent opened and that wait for the visitor."""
    desk = process_of(request).desk
    with desk.engine.connect().execution_options(read_only=True) as connection:
        return {"forms": shown_to_visitor(connection, desk.vault, mine.id, mine.language)}


@router.post("/api/conversations/{conversation_id}/forms/{form_id}", status_code=204, dependencies=[Depends(limit)])
def post_form(request: Request, form_id: str, body: Filled, mine: Held = Depends(held)) -> None:
    """Send a form: sealed at once, seen by the one agent only. 422 names the field in `field`, never its value."""
    desk = process_of(request).desk
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, mine.id, form_id, body.values)
    request.app.state.events.wake(mine.id)


@router.get("/api/notices")
def get_notices(request: Request) -> dict[str, Any]:
    """What visitors are told today, in the language of `?lang` or the browser."""
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        return {"notices": notices.for_visitors(connection, language_of(request))}
