"""The desk's JSON interface inside one conversation: messages, notes, secure forms, corrections, abuse."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from emma.accounts.people import Person
from emma.desk import abuse, correcting, forms, noting, writing
from emma.desk.viewing import messages_after
from emma.vault.rows import Verdict
from emma.web.api import Seq, Strict
from emma.web.desk_api import desk_of
from emma.web.events import DESK
from emma.web.staff import agent

router = APIRouter(prefix="/api/desk", tags=["desk"])


class AgentMessage(Strict):
    """An agent's own words; `masked` once the findings of the guard were seen."""

    client_id: str = Field(min_length=1, max_length=64)
    text: str
    masked: bool = False


class Text(Strict):
    """A text that is checked or kept."""

    text: str
    masked: bool = False


class SendArticle(Strict):
    """An article, or one variant of it."""

    client_id: str = Field(min_length=1, max_length=64)
    slug: str = Field(max_length=64)
    variant: str | None = Field(default=None, max_length=64)


class SendCanned(Strict):
    """A canned response and what its placeholders stand for."""

    client_id: str = Field(min_length=1, max_length=64)
    slug: str = Field(max_length=64)
    values: dict[str, str] = Field(default_factory=dict, max_length=10)


class OpenForm(Strict):
    """Which form."""

    kind: Literal["verify_identity", "find_case", "call_back"]


class View(Strict):
    """What the values are looked at for."""

    purpose: str = Field(max_length=40)


class Record(Strict):
    """What comparing gave."""

    verdict: Literal["verified", "not_verified"]


class Correction(Strict):
    """What the assistant should have said, and the article that says it."""

    seq: int = Field(ge=1, le=2**31 - 1)
    right_answer: str
    article: str | None = Field(default=None, max_length=64)


@router.get("/conversations/{conversation_id}/messages")
def get_messages(
    request: Request, conversation_id: str, after: Seq = 0, person: Person = Depends(agent)
) -> list[dict[str, Any]]:
    """The messages after a sequence number, for who holds the conversation."""
    return messages_after(desk_of(request), person, conversation_id, after)


@router.post("/conversations/{conversation_id}/messages", status_code=201)
def post_message(
    request: Request, conversation_id: str, body: AgentMessage, person: Person = Depends(agent)
) -> dict[str, Any]:
    """Write to the visitor. 422 `guarded` with the findings until `masked` is sent."""
    sent = writing.say(
        desk_of(request), person, conversation_id, body.text, body.client_id, masked=body.masked
    )  # fmt: skip
    return woken(request, conversation_id, sent)


@router.post("/conversations/{conversation_id}/check")
def check(request: Request, conversation_id: str, body: Text, person: Person = Depends(agent)) -> dict[str, Any]:
    """What the guard finds in a text that is not sent. Nothing of it is kept."""
    return {"findings": writing.check(desk_of(request), person, body.text)}


@router.post("/conversations/{conversation_id}/typing", status_code=204)
def typing(request: Request, conversation_id: str, person: Person = Depends(agent)) -> None:
    """The agent is typing; nothing of what is typed is sent."""
    writing.types(desk_of(request), person, conversation_id)
    request.app.state.events.wake(conversation_id)


@router.post("/conversations/{conversation_id}/articles", status_code=201)
def post_article(
    request: Request, conversation_id: str, body: SendArticle, person: Person = Depends(agent)
) -> dict[str, Any]:
    """Send an article."""
    sent = writing.send_article(desk_of(request), person, conversation_id, body.slug, body.client_id, body.variant)
    return woken(request, conversation_id, sent)


@router.post("/conversations/{conversation_id}/canned", status_code=201)
def post_canned(
    request: Request, conversation_id: str, body: SendCanned, person: Person = Depends(agent)
) -> dict[str, Any]:
    """Send a canned response."""
    sent = writing.send_canned(desk_of(request), person, conversation_id, body.slug, body.client_id, body.values)
    return woken(request, conversation_id, sent)


@router.post("/conversations/{conversation_id}/notes", status_code=201)
def post_note(request: Request, conversation_id: str, body: Text, person: Person = Depends(agent)) -> dict[str, Any]:
    """Keep a private note."""
    kept = noting.note(desk_of(request), person, conversation_id, body.text, masked=body.masked)
    return woken(request, conversation_id, kept)


@router.post("/conversations/{conversation_id}/whispers", status_code=201)
def post_whisper(request: Request, conversation_id: str, body: Text, person: Person = Depends(agent)) -> dict[str, Any]:
    """A supervisor tells the agent something the visitor does not see."""
    kept = noting.whisper(desk_of(request), person, conversation_id, body.text, masked=body.masked)
    return woken(request, conversation_id, kept)


@router.post("/conversations/{conversation_id}/corrections", status_code=201)
def post_correction(
    request: Request, conversation_id: str, body: Correction, person: Person = Depends(agent)
) -> dict[str, int]:
    """Tell the trainers that the assistant was wrong."""
    return {
        "id": correcting.correct(
            desk_of(request), person, conversation_id, body.seq, body.right_answer, body.article
        )
    }  # fmt: skip


@router.post("/conversations/{conversation_id}/warn", status_code=201)
def warn(request: Request, conversation_id: str, person: Person = Depends(agent)) -> dict[str, Any]:
    """Warn before blocking."""
    return woken(request, conversation_id, abuse.warn(desk_of(request), person, conversation_id))


@router.post("/conversations/{conversation_id}/block", status_code=204)
def block(request: Request, conversation_id: str, person: Person = Depends(agent)) -> None:
    """End the conversation; no agent for an hour."""
    abuse.block(desk_of(request), person, conversation_id)
    woken(request, conversation_id, {})
    request.app.state.events.wake(DESK)


@router.post("/conversations/{conversation_id}/forms", status_code=201)
def open_form(
    request: Request, conversation_id: str, body: OpenForm, person: Person = Depends(agent)
) -> dict[str, Any]:
    """Show a secure form to the visitor."""
    form_id = forms.open_form(desk_of(request), person, conversation_id, body.kind)
    return woken(request, conversation_id, {"id": form_id})


@router.post("/forms/{form_id}/view")
def view_form(request: Request, form_id: str, body: View, person: Person = Depends(agent)) -> dict[str, Any]:
    """Look at the values, for a purpose; each look is an audit row."""
    return forms.view_form(desk_of(request), person, form_id, body.purpose)


@router.post("/forms/{form_id}/record", status_code=204)
def record_form(request: Request, form_id: str, body: Record, person: Person = Depends(agent)) -> None:
    """Record the result; the values are erased."""
    forms.record_form(desk_of(request), person, form_id, Verdict(body.verdict))
    request.app.state.events.wake(DESK)


def woken(request: Request, conversation_id: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, after telling who reads this conversation on either side."""
    request.app.state.events.wake(conversation_id)
    return answer
