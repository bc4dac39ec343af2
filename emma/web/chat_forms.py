"""What a visitor does on the chat page, by plain forms: it works without JavaScript, and scripts send the same."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from emma.conversations import closing
from emma.conversations.opening import Held, set_language
from emma.errors import EmmaError, ErasureRefused, Invalid, NotFound
from emma.web.access import check_origin, forget_cookie, held_by_cookie, process_of
from emma.web.access import keep as keep_cookie
from emma.web.api import limit
from emma.web.chat_view import chat_page, mine_or_new, with_cookie
from emma.web.closing_api import Feedback, Rating, rate_all, rate_reply
from emma.web.events import DESK, tell
from emma.web.language import COOKIE
from emma.words import LANGUAGES, Status

router = APIRouter(prefix="/chat", include_in_schema=False, dependencies=[Depends(check_origin)])
DAY = 24 * 3600
Text = Annotated[str, Form()]


@router.post("")
def send(
    request: Request,
    client_id: Text = "",
    text: Annotated[str | None, Form()] = None,
    choice: Annotated[str | None, Form()] = None,
) -> Response:
    """Send a message or a choice."""
    mine, started = mine_or_new(request)
    try:
        limit(request)
        sent = process_of(request).conversations.receive(
            mine, client_id or uuid.uuid4().hex, text=None if choice else (text or ""), choice=choice
        )
        request.app.state.metrics.count(sent)
        tell(request, mine.id, sent.status)
    except EmmaError as error:
        shown = chat_page(request, mine, error.status, error=error, draft=text or "")
        return with_cookie(request, shown, started)
    return with_cookie(request, _back(), started)


@router.post("/person", dependencies=[Depends(limit)])
def person(request: Request, supervisor: Annotated[str | None, Form()] = None) -> Response:
    """`Talk to a person`, in every state; after the end it begins a new conversation."""
    mine, started = mine_or_new(request)
    wished = process_of(request).conversations.request_person(mine, supervisor=bool(supervisor))
    tell(request, mine.id, wished.status)
    return with_cookie(request, _back(), started)


@router.post("/leave")
def leave(request: Request) -> Response:
    """Leave the line."""
    mine = held_by_cookie(request)
    if mine is not None:
        closing.leave_queue(process_of(request).engine, mine)
        tell(request, mine.id, mine.status)
    return _back()


@router.post("/language")
def language(request: Request, value: Text) -> Response:
    """Choose the language of page and conversation."""
    mine = held_by_cookie(request)
    response = RedirectResponse("/chat", status_code=303)
    if value in LANGUAGES:
        if mine is not None:
            set_language(process_of(request).engine, mine.id, value)
        response.set_cookie(COOKIE, value, max_age=DAY, httponly=True, samesite="lax")
    return response


@router.post("/end")
def end(request: Request) -> Response:
    """End the conversation; it can be read, rated and saved until a new one begins."""
    mine = held_by_cookie(request)
    if mine is not None and mine.status != Status.ENDED:
        closing.end(process_of(request).engine, mine)
        tell(request, mine.id, mine.status)
    return _back()


@router.post("/erase")
def erase(request: Request) -> Response:
    """End the conversation and erase its rows."""
    mine = held_by_cookie(request)
    if mine is not None:
        if closing.erase(process_of(request).engine, mine).outcome == "refused":
            raise ErasureRefused
        tell(request, mine.id, mine.status)
    response = RedirectResponse("/", status_code=303)
    forget_cookie(request, response)
    return response


@router.post("/keep")
def keep(request: Request, wanted: Text = "") -> Response:
    """Keep the chat in this browser after the tab is closed, or no longer."""
    response = _back()
    keep_cookie(request, response, bool(wanted))
    return response


@router.post("/forget")
def forget(request: Request) -> Response:
    """The tab was closed, or left by the quick exit: this browser no longer shows the conversation."""
    response = Response(status_code=204)
    forget_cookie(request, response)
    return response


@router.post("/feedback", dependencies=[Depends(limit)])
def feedback(
    request: Request, message: Annotated[int, Form()], helpful: Text, why: Text = "", comment: Text = ""
) -> Response:
    """Rate a reply; one that did not help is followed by other answers."""
    mine = _mine(request)
    body = {"message": message, "helpful": helpful == "yes", "why": why or None, "comment": comment, "lead_on": True}
    try:
        rate_reply(request, mine, _read(Feedback, body))
    except EmmaError as error:
        return chat_page(request, mine, error.status, error=error)
    return _back("feedback")


@router.post("/rating", dependencies=[Depends(limit)])
def rating(request: Request, rating: Annotated[int, Form()] = 0, comment: Text = "") -> Response:
    """Rate the whole conversation."""
    mine = _mine(request)
    try:
        rate_all(request, mine, _read(Rating, {"rating": rating, "comment": comment}))
    except EmmaError as error:
        return chat_page(request, mine, error.status, error=error)
    return _back("rating")


async def _values(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@router.post("/forms/{form_id}", dependencies=[Depends(limit)])
def secure_form(request: Request, form_id: str, values: dict[str, str] = Depends(_values)) -> Response:
    """Send a secure form: sealed at once. What cannot be taken comes back to the visitor only, with the field named."""
    mine, desk = _mine(request), process_of(request).desk
    try:
        with desk.engine.begin() as connection:
            desk.vault.submit(connection, mine.id, form_id, values)
    except Invalid as error:
        wrong = {"id": form_id, "values": values, "why": "missing", "field": "", **error.details}
        return chat_page(request, mine, error.status, error=error, form=wrong)
    except EmmaError as error:
        return chat_page(request, mine, error.status, error=error)
    request.app.state.events.wake(mine.id)
    request.app.state.events.wake(DESK)
    return _back("form")


def _mine(request: Request) -> Held:
    mine = held_by_cookie(request)
    if mine is None:
        raise NotFound
    return mine


def _read(shape: type[Any], body: dict[str, Any]) -> Any:
    try:
        return shape(**body)
    except ValueError:  # the details quote the input: they stay here
        raise Invalid from None


def _back(done: str = "") -> Response:
    return RedirectResponse(f"/chat{f'?done={done}' if done else ''}#end", status_code=303)
