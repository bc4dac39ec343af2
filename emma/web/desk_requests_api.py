"""Service requests for agents as JSON: the lists, one request, each act on it, and making one in a chat."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from emma.accounts.people import Person
from emma.desk import request_making, request_work
from emma.desk.context import Desk
from emma.service_requests.kinds import all_kinds
from emma.service_requests.making import EASTERN
from emma.service_requests.references import read_reference
from emma.service_requests.routing import IN_COUNTRY, countries_to_choose, offices_to_choose
from emma.web.access import process_of
from emma.web.api import Strict
from emma.web.requests_api import CaseIsAt, read_day
from emma.web.staff import agent
from emma.words import LANGUAGES

router = APIRouter(prefix="/api/desk", tags=["desk: service requests"])
ByAgent = Annotated[Person, Depends(agent)]


class NewRequest(Strict):
    """What the agent fills in; `masked` says that the guard's findings were seen."""

    kind: str = Field(max_length=40)
    where: CaseIsAt
    text: str
    topic: str | None = Field(default=None, max_length=32)
    journey: str | None = Field(default=None, max_length=10)
    time_zone: str = Field(default=EASTERN, max_length=40)
    masked: bool = False


class Transfer(Strict):
    """Where it goes, and why."""

    comment: str
    to_tier: Literal["1", "2", "supervisor"] | None = None
    where: CaseIsAt | None = None
    masked: bool = False


class Attempt(Strict):
    """Whether the visitor was reached."""

    reached: bool
    comment: str = ""
    masked: bool = False


class Text(Strict):
    """An answer or a comment."""

    text: str = ""
    masked: bool = False


@router.get("/requests")
def listed(
    request: Request,
    person: ByAgent,
    which: Literal["to_take", "call_backs", "mine", "all"] = "to_take",
    kind: Annotated[str | None, Query(max_length=40)] = None,
) -> dict[str, Any]:
    """The list, what is due first on top."""
    return {"requests": request_work.listed(_desk(request), person, which, kind)}


@router.get("/requests/options")
def options(request: Request, person: ByAgent, language: Annotated[str, Query(max_length=2)] = "en") -> dict[str, Any]:
    """Kinds and places to choose from."""
    code = language if language in LANGUAGES else "en"
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        kinds = [{"kind": one.name, "title": one.title[code], "note": one.note[code]} for one in all_kinds(connection)]
        offices = {where.value: offices_to_choose(connection, where) for where in IN_COUNTRY}
    places = {**offices, "abroad": countries_to_choose(code)}
    named = {where: [{"id": key, "name": name} for key, name in pairs] for where, pairs in places.items()}
    return {"kinds": kinds, "places": named}


@router.get("/requests/{reference}")
def detail(request: Request, reference: str, person: ByAgent) -> dict[str, Any]:
    """All of one request."""
    return request_work.detail(_desk(request), person, read_reference(reference))


@router.post("/requests/{reference}/take")
def take(request: Request, reference: str, person: ByAgent) -> dict[str, Any]:
    """Work on it from now on."""
    return request_work.take(_desk(request), person, read_reference(reference))


@router.post("/requests/{reference}/give-back", status_code=204)
def give_back(request: Request, reference: str, person: ByAgent) -> None:
    """Put it back on the list."""
    request_work.give_back(_desk(request), person, read_reference(reference))


@router.post("/requests/{reference}/transfer", status_code=204)
def transfer(request: Request, reference: str, body: Transfer, person: ByAgent) -> None:
    """Pass it on with its history."""
    request_work.transfer(
        _desk(request),
        person,
        read_reference(reference),
        body.comment,
        to_tier=body.to_tier,
        where=body.where.kind if body.where else None,
        place=body.where.place if body.where else "",
        masked=body.masked,
    )


@router.post("/requests/{reference}/attempts", status_code=201)
def attempt(request: Request, reference: str, body: Attempt, person: ByAgent) -> dict[str, int]:
    """Note an attempt to reach the visitor; three at most."""
    known = read_reference(reference)
    made = request_work.attempt(
        _desk(request), person, known, reached=body.reached, comment=body.comment, masked=body.masked
    )
    return {"attempts": made}


@router.post("/requests/{reference}/answer")
def answer(request: Request, reference: str, body: Text, person: ByAgent) -> dict[str, Any]:
    """Write the answer into the request."""
    return request_work.answer(_desk(request), person, read_reference(reference), body.text, masked=body.masked)


@router.post("/requests/{reference}/close", status_code=204)
def close(request: Request, reference: str, person: ByAgent, body: Text | None = None) -> None:
    """Finish it; how to reach the visitor is erased."""
    said = body or Text()
    request_work.close(_desk(request), person, read_reference(reference), said.text, masked=said.masked)


@router.post("/requests/{reference}/contact")
def contact(request: Request, reference: str, person: ByAgent) -> dict[str, Any]:
    """How to reach the visitor; the look is audited."""
    return {"values": request_work.contact(_desk(request), person, read_reference(reference))}


@router.post("/conversations/{conversation_id}/requests", status_code=201)
def make(request: Request, conversation_id: str, body: NewRequest, person: ByAgent) -> dict[str, Any]:
    """Make a request out of a chat. The visitor finds the key in the chat; it is not in this answer."""
    draft = request_making.Draft(
        kind=body.kind,
        where=body.where.kind,
        place=body.where.place,
        text=body.text,
        topic=body.topic,
        journey=read_day(body.journey),
        time_zone=body.time_zone,
        masked=body.masked,
    )
    done = request_making.make_request(_desk(request), person, conversation_id, draft)
    request.app.state.events.wake(conversation_id)
    return done


def _desk(request: Request) -> Desk:
    return process_of(request).desk
