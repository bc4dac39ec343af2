"""The public JSON interface (design §7)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from emma.conversations import closing, messages
from emma.conversations.opening import Held, set_language, start
from emma.conversations.receiving import Answer
from emma.desk.attention import VISITOR
from emma.handoffs import queue
from emma.web import barred
from emma.web.access import held, process_of
from emma.web.events import tell
from emma.web.limits import take
from emma.words import Status

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
GREETING = "utter_greeting"
LARGEST_SEQ = 2**31 - 1
Seq = Annotated[int, Query(ge=0, le=LARGEST_SEQ)]


class Strict(BaseModel):
    """Unknown fields are a mistake of the caller."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewConversation(Strict):
    """The language the visitor wants, if known."""

    language: Literal["en", "es"] | None = None


class NewMessage(Strict):
    """A text, or a choice that was offered."""

    client_id: str = Field(min_length=1, max_length=64, examples=["b7f0c2"])
    text: str | None = Field(default=None, examples=["How do I renew my green card?"])
    choice: str | None = Field(default=None, max_length=64)


class Language(Strict):
    """The language the visitor chose."""

    language: Literal["en", "es"]


class WantPerson(Strict):
    """A wish for a person; a supervisor at any time."""

    supervisor: bool = False


def limit(request: Request) -> None:
    """The limit on writes, by a keyed hash of the address."""
    process = process_of(request)
    who = request.client.host if request.client else "unknown"
    take(process.engine, process.settings.secret, f"write:{who}", process.settings.writes_per_minute)


@router.post("", status_code=201)
def open_conversation(request: Request, body: NewConversation | None = None) -> dict[str, Any]:
    """Open a conversation. The token is told here and never again."""
    process = process_of(request)
    who = request.client.host if request.client else "unknown"
    take(process.engine, process.settings.secret, f"start:{who}", process.settings.starts_per_minute)
    started = start(process.engine, body.language if body else None)
    barred.carry(request, started.id)
    return {"id": started.id, "token": started.token, "status": started.status, "messages": []}


@router.post("/{conversation_id}/messages", status_code=201, dependencies=[Depends(limit)])
def post_message(request: Request, response: Response, body: NewMessage, mine: Held = Depends(held)) -> dict[str, Any]:
    """Send a message and get the replies. A repeated client_id gives the first answer with 200."""
    seconds = request.app.state.metrics.seconds
    with seconds.time():
        answer = process_of(request).conversations.receive(mine, body.client_id, text=body.text, choice=body.choice)
    request.app.state.metrics.count(answer)
    process_of(request).desk.attention.stops(mine.id, VISITOR)
    tell(request, mine.id, answer.status)
    if answer.repeated:
        response.status_code = 200
    return shape(answer)


@router.get("/{conversation_id}/messages")
def get_messages(request: Request, after: Seq = 0, mine: Held = Depends(held)) -> list[dict[str, Any]]:
    """The messages after a sequence number."""
    return messages.after(process_of(request).engine, mine.id, after)


@router.patch("/{conversation_id}", dependencies=[Depends(limit)])
def patch(request: Request, body: Language, mine: Held = Depends(held)) -> dict[str, str]:
    """Choose the language."""
    set_language(process_of(request).engine, mine.id, body.language)
    return {"language": body.language}


@router.post("/{conversation_id}/handoff", status_code=201, dependencies=[Depends(limit)])
def want_person(request: Request, body: WantPerson | None = None, mine: Held = Depends(held)) -> dict[str, Any]:
    """Join the queue. Doing it twice keeps the first place."""
    process = process_of(request)
    wish = process.conversations.request_person(mine, supervisor=bool(body and body.supervisor))
    tell(request, mine.id, wish.status)
    return shape(wish)


@router.delete("/{conversation_id}/handoff", dependencies=[Depends(limit)])
def leave_queue(request: Request, mine: Held = Depends(held)) -> dict[str, bool]:
    """Leave the queue."""
    left = closing.leave_queue(process_of(request).engine, mine)
    tell(request, mine.id, mine.status)
    return {"left": left}


@router.get("/{conversation_id}/handoff")
def get_handoff(request: Request, mine: Held = Depends(held)) -> dict[str, Any]:
    """Where the open handoff stands."""
    process = process_of(request)
    with process.engine.connect().execution_options(read_only=True) as connection:
        found = queue.public(connection, mine.id, process.conversations.policy)
    return {"status": mine.status, "handoff": found}


@router.post("/{conversation_id}/heartbeat", status_code=204)
def heartbeat(request: Request, mine: Held = Depends(held)) -> None:
    """The visitor's page is still open."""
    closing.seen(process_of(request).engine, mine)


@router.post("/{conversation_id}/typing", status_code=204)
def typing(request: Request, mine: Held = Depends(held)) -> None:
    """The visitor is typing; nothing of what is typed is sent."""
    if mine.status == Status.WITH_AGENT:
        process_of(request).desk.attention.types(mine.id, VISITOR)
        request.app.state.events.wake(mine.id)


def shape(answer: Answer) -> dict[str, Any]:
    """The body of an answer."""
    body = {"message": answer.message, "replies": answer.replies, "status": answer.status}
    return {**body, "handoff": answer.handoff} if answer.handoff else body
