"""Service requests as JSON: make one, see its state, open it with its key, take it back (design §7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from emma.conversations.requesting import Answer, Asked, Requesting
from emma.errors import BadJourney
from emma.knowledge.articles import titles
from emma.knowledge.markdown import to_html
from emma.service_requests.kinds import all_kinds
from emma.service_requests.making import EASTERN, Elsewhere, Made
from emma.service_requests.references import read_reference
from emma.web.access import held, process_of
from emma.web.api import Strict, limit
from emma.words import LANGUAGES

router = APIRouter(prefix="/api/service-requests", tags=["service requests"], dependencies=[Depends(limit)])
Language = Literal["en", "es"]


class CaseIsAt(Strict):
    """Where the case is: `field_office` by id, name or city, `service_center`, `asylum_office`, `abroad` by country,
    `court`, `unknown`. Never a receipt number.
    """

    kind: str = Field(max_length=20, examples=["field_office"])
    place: str = Field(default="", max_length=80, examples=["Newark"])


class NewRequest(Strict):
    """What the visitor asks for. `contact` goes to the vault only; `conversation` needs that conversation's token."""

    kind: str = Field(max_length=40, examples=["non_delivery"])
    where: CaseIsAt
    text: str = Field(examples=["My card was mailed in May and has not come."])
    language: Language = "en"
    journey: str | None = Field(default=None, max_length=10, examples=["2027-03-01"])
    time_zone: str = Field(default=EASTERN, max_length=40)
    contact: dict[str, str] | None = Field(default=None, examples=[{"phone": "202-555-0143"}])
    conversation: str | None = Field(default=None, max_length=36)


class Key(Strict):
    """The four words told when the request was made."""

    key: str = Field(max_length=200)
    language: Language = "en"


class OfConversation(Strict):
    """The conversation in which an agent made the request."""

    conversation: str = Field(max_length=36)


def requesting(request: Request) -> Requesting:
    """The visitor's side of service requests in this process."""
    process = process_of(request)
    talk = process.conversations
    return Requesting(process.engine, process.desk.vault, talk.agencies, talk.alarms, talk.phrases)


@router.get("/kinds")
def kinds(request: Request, language: Annotated[str, Query(max_length=2)] = "en") -> list[dict[str, Any]]:
    """The kinds of request: name, title, note, due rule, and whether it is a goal only."""
    code = language if language in LANGUAGES else "en"
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        found = all_kinds(connection)
    return [
        {"kind": kind.name, "title": kind.title[code], "note": kind.note[code], "due": kind.due_rule, "goal": kind.goal}
        for kind in found
    ]


@router.post("", status_code=201)
def make(request: Request, response: Response, body: NewRequest) -> dict[str, Any]:
    """Make a request. 201 with reference and key, told once; 200 when none is made: `referred`, `redirected`,
    `too_slow`.
    """
    mine = held(request, body.conversation) if body.conversation else None
    asked = Asked(
        kind=body.kind,
        where=body.where.kind,
        place=body.where.place,
        text=body.text,
        language=body.language,
        journey=read_day(body.journey),
        time_zone=body.time_zone,
        contact=body.contact or {},
    )
    answer = requesting(request).make(asked, mine)
    if not isinstance(answer.result, Made):
        response.status_code = 200
    return shape(request, answer, body.language)


@router.get("/{reference}")
def state(request: Request, reference: str) -> dict[str, Any]:
    """State and due date."""
    return requesting(request).state(read_reference(reference))


@router.post("/{reference}/open")
def open_request(request: Request, reference: str, body: Key) -> dict[str, Any]:
    """Topic, answer and transcript, for the key. A protected matter shows its state only."""
    return requesting(request).open(read_reference(reference), body.key, body.language)


@router.post("/{reference}/withdraw", status_code=204)
def withdraw(request: Request, reference: str, body: Key) -> None:
    """Take the request back; how to reach the visitor is erased."""
    requesting(request).withdraw(read_reference(reference), body.key)


@router.post("/{reference}/key", status_code=201)
def issue_key(request: Request, reference: str, body: OfConversation) -> dict[str, str]:
    """The key of a request that an agent made in the visitor's conversation. Told once."""
    known = read_reference(reference)
    return {"reference": known, "key": requesting(request).issue_key(held(request, body.conversation), known)}


def read_day(text: str | None) -> date | None:
    """An ISO date. Raises BadJourney."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadJourney from None


def shape(request: Request, answer: Answer, language: str) -> dict[str, Any]:
    """The body of an answer: always `outcome`, and `emergency` when the words told of one."""
    result = answer.result
    emergency = {"emergency": {"text": answer.emergency, "html": to_html(answer.emergency)}} if answer.emergency else {}
    if isinstance(result, Made):
        due = result.due if not result.sensitive else None
        return {
            "outcome": "made",
            "reference": result.reference,
            "key": answer.key,
            "title": result.kind.title[language],
            "due_on": due.on.isoformat() if due and due.on else None,
            "due_at": due.at.isoformat() if due and due.at else None,
            "goal": result.kind.goal and due is not None,
            **emergency,
        }
    if isinstance(result, Elsewhere):
        return {"outcome": result.outcome, "contact": result.contact.said(language), **emergency}
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        known = titles(connection, result.quicker, language)
    quicker = [{"slug": slug, "title": known[slug]} for slug in result.quicker if slug in known]
    return {"outcome": "too_slow", "title": result.kind.title[language], "quicker": quicker, **emergency}
