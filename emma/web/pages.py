"""Pages for people: the example agency page, the chat (also without JavaScript), What Emma keeps, errors."""

from __future__ import annotations

import tomllib
import uuid
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from emma import retention
from emma.conversations import closing, messages
from emma.conversations.incoming import LONGEST
from emma.conversations.opening import Held, Started, set_language, start
from emma.conversations.own_rows import own_rows
from emma.errors import EmmaError, ErasureRefused
from emma.handoffs import queue
from emma.web.access import check_origin, forget_cookie, held_by_cookie, process_of, set_cookie
from emma.web.api import Seq, limit
from emma.web.language import COOKIE, language_of
from emma.web.wiring import Process
from emma.words import LANGUAGES, Status

HERE = Path(__file__).parent
router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=HERE / "templates")
DAY = 24 * 3600
NATIONAL = 10  # digits of a telephone number in North America


@cache
def texts(language: str) -> dict[str, Any]:
    """The interface's strings in one language."""
    return tomllib.loads((HERE / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


def page(request: Request, name: str, language: str, code: int = 200, **context: Any) -> Response:
    """One rendered template with the interface's strings."""
    other = next(code for code in LANGUAGES if code != language)
    shared = {
        "t": texts(language),
        "language": language,
        "other": other,
        "demonstration": not process_of(request).settings.production,
    }
    return templates.TemplateResponse(request, name, {**shared, **context}, status_code=code)


def error_page(request: Request, status: int, message: str, language: str) -> Response:
    """The page for an error."""
    return page(request, "error.html", language, status, status=status, message=message)


@router.get("/")
def home(request: Request) -> Response:
    """An example agency page with the widget."""
    return page(request, "home.html", language_of(request))


@router.get("/widget.js")
def widget(request: Request) -> Response:
    """The one tag that embeds Emma."""
    labels = {code: texts(code)["widget"] for code in LANGUAGES}
    headers = {"Cache-Control": "public, max-age=300"}
    return templates.TemplateResponse(
        request, "widget.js", {"labels": labels}, media_type="text/javascript", headers=headers
    )


@router.get("/chat")
def chat(request: Request) -> Response:
    """The full chat page; opens a conversation for a browser that has none."""
    mine = held_by_cookie(request)
    if mine is not None and mine.status != Status.ENDED:
        return _chat(request, mine)
    started = start(process_of(request).engine, _wish(request))
    response = _chat(request, Held(started.id, started.language, started.status), language=language_of(request))
    set_cookie(request, response, started)
    return response


@router.get("/chat/messages")
def fragment(request: Request, after: Seq = 0) -> Response:
    """The messages after a sequence number, rendered; scripts only move this HTML."""
    mine = held_by_cookie(request)
    found = messages.after(process_of(request).engine, mine.id, after) if mine else []
    language = mine.language if mine else language_of(request)
    return page(request, "_messages.html", language, messages=found)


@router.post("/chat")
def send(
    request: Request,
    client_id: Annotated[str, Form()] = "",
    text: Annotated[str | None, Form()] = None,
    choice: Annotated[str | None, Form()] = None,
) -> Response:
    """Send a message without JavaScript."""
    check_origin(request)
    mine, started = _mine(request)
    try:
        limit(request)
        sent = process_of(request).conversations.receive(
            mine, client_id or uuid.uuid4().hex, text=None if choice else (text or ""), choice=choice
        )
        request.app.state.metrics.count(sent)
        request.app.state.events.wake(mine.id)
    except EmmaError as error:
        phrases = process_of(request).library.phrases
        key = f"utter_error_{error.code}"
        said = phrases.text(key, mine.language) if phrases.has(key) else str(error)
        return _with_cookie(request, _chat(request, mine, error.status, error=said, draft=text or ""), started)
    return _with_cookie(request, RedirectResponse("/chat#end", status_code=303), started)


@router.post("/chat/person")
def person(request: Request, supervisor: Annotated[str | None, Form()] = None) -> Response:
    """`Talk to a person` without JavaScript."""
    check_origin(request)
    limit(request)
    mine, started = _mine(request)
    process_of(request).conversations.request_person(mine, supervisor=bool(supervisor))
    request.app.state.events.wake(mine.id)
    return _with_cookie(request, RedirectResponse("/chat#end", status_code=303), started)


@router.post("/chat/leave")
def leave(request: Request) -> Response:
    """Leave the line."""
    check_origin(request)
    mine = held_by_cookie(request)
    if mine is not None:
        closing.leave_queue(process_of(request).engine, mine)
        request.app.state.events.wake(mine.id)
    return RedirectResponse("/chat#end", status_code=303)


@router.post("/chat/language")
def language(request: Request, value: Annotated[str, Form()]) -> Response:
    """Choose the language of page and conversation."""
    check_origin(request)
    mine = held_by_cookie(request)
    response = RedirectResponse("/chat", status_code=303)
    if value in LANGUAGES:
        if mine is not None:
            set_language(process_of(request).engine, mine.id, value)
        response.set_cookie(COOKIE, value, max_age=DAY, httponly=True, samesite="lax")
    return response


@router.post("/chat/erase")
def erase(request: Request) -> Response:
    """End the conversation and erase its rows."""
    check_origin(request)
    mine = held_by_cookie(request)
    if mine is not None and closing.erase(process_of(request).engine, mine).outcome == "refused":
        raise ErasureRefused
    response = RedirectResponse("/", status_code=303)
    forget_cookie(response)
    return response


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """What Emma keeps, with the visitor's own rows as stored."""
    mine = held_by_cookie(request)
    engine = process_of(request).engine
    rows = closing.transcript(engine, mine) if mine else []
    about = own_rows(engine, mine) if mine else None
    days = retention.policy().days()
    return page(request, "privacy.html", language_of(request), rows=rows, about=about, retention=days)


def _chat(
    request: Request,
    mine: Held,
    status: int = 200,
    *,
    error: str | None = None,
    draft: str = "",
    language: str | None = None,
) -> Response:
    process = process_of(request)
    found = closing.transcript(process.engine, mine)
    code = language or mine.language
    asked = request.query_params.get("ask", "")[:LONGEST] if not found else ""
    return page(
        request,
        "chat.html",
        code,
        status,
        conversation={"id": mine.id, "status": mine.status, "language": code},
        messages=found,
        error=error,
        draft=draft or asked,
        client_id=uuid.uuid4().hex,
        suggested=texts(code)["chat"]["questions"],
        max_length=LONGEST,
        own_contacts=_own_contacts(process),
        status_text=_status_text(request, mine, code),
    )


def _own_contacts(process: Process) -> str:
    """Telephones and mailboxes of agencies, which the shield in the browser must not warn about."""
    agencies = process.conversations.agencies
    return " ".join(sorted({number for number in agencies.numbers if len(number) == NATIONAL} | agencies.emails))


def _status_text(request: Request, mine: Held, language: str) -> str:
    process = process_of(request)
    with process.engine.connect().execution_options(read_only=True) as connection:
        found = queue.public(connection, mine.id, process.conversations.policy)
    if mine.status != Status.WAITING or not found:
        return ""
    words, minutes = texts(language)["status"], found["estimated_wait"]
    wait = words["minutes_one"] if minutes == 1 else words["minutes_many"].format(n=minutes)
    return str(words["waiting"].format(position=found["position"], wait=wait))


def _mine(request: Request) -> tuple[Held, Started | None]:
    mine = held_by_cookie(request)
    if mine is not None and mine.status != Status.ENDED:
        return mine, None
    started = start(process_of(request).engine, _wish(request))
    return Held(started.id, started.language, started.status), started


def _with_cookie(request: Request, response: Response, started: Started | None) -> Response:
    if started is not None:
        set_cookie(request, response, started)
    return response


def _wish(request: Request) -> str | None:
    """A language the visitor chose; what the browser merely prefers does not count as chosen."""
    wish = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return wish if wish in LANGUAGES else None
