"""What an agent does on the desk's page, as plain forms: each act ends in a redirect, or in the page with the reason."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts.people import Person
from emma.desk import attending, passing_on, presence
from emma.desk.context import Desk
from emma.errors import EmmaError, Invalid
from emma.handoffs.ending import EndReason
from emma.handoffs.rows import find
from emma.web.access import process_of
from emma.web.api import LARGEST_SEQ
from emma.web.desk_screen import Problem, kept, screen
from emma.web.events import DESK
from emma.web.staff import agent
from emma.words import PresenceState

router = APIRouter(include_in_schema=False)
HandoffId = Annotated[int, Path(ge=1, le=LARGEST_SEQ)]
Agent = Annotated[Person, Depends(agent)]
Field = Annotated[str, Form()]
BY_AGENT = ("answered", "service_request", "redirected", "not_possible", "visitor_silent", "abuse")


@router.post("/desk/presence")
def set_presence(request: Request, person: Agent, state: Field = "", no_more: Field = "") -> Response:
    """Say where one is; `open` in the address is the conversation to come back to."""
    back = request.query_params.get("open", "")
    handoff_id = int(back) if back.isascii() and back.isdigit() and len(back) < 10 else None

    def act() -> None:
        if state not in set(PresenceState):
            raise Invalid
        presence.set_presence(desk_of(request), person, PresenceState(state), no_more=bool(no_more))

    return done(request, person, handoff_id, act, "presence")


@router.post("/desk/next")
def take_next(request: Request, person: Agent) -> Response:
    """Claim who is due; where nobody waits the page says so."""
    try:
        handoff_id = attending.claim_next(desk_of(request), person)
    except EmmaError as error:
        return screen(request, person, problem=Problem("next", error))
    if handoff_id is None:
        return RedirectResponse(f"/desk{kept(request, list='waiting', said='nobody')}", status_code=303)
    wake(request, handoff_id)
    return RedirectResponse(f"/desk/{handoff_id}?list=mine", status_code=303)


@router.post("/desk/{handoff_id:int}/claim")
def claim(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """Take this one."""
    try:
        attending.claim(desk_of(request), person, handoff_id)
    except EmmaError as error:
        return screen(request, person, problem=Problem("claim", error))
    wake(request, handoff_id)
    return RedirectResponse(f"/desk/{handoff_id}?list=mine", status_code=303)


@router.post("/desk/{handoff_id:int}/release")
def release(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """Give it back to its old place."""
    return done(request, person, handoff_id, lambda: attending.release(desk_of(request), person, handoff_id), "release")


@router.post("/desk/{handoff_id:int}/transfer")
def transfer(request: Request, handoff_id: HandoffId, person: Agent, to: Field = "", comment: Field = "") -> Response:
    """Pass it on: `to` is `tier:2` or `agent:` with an id."""
    where, _, whom = to.partition(":")

    def act() -> None:
        if where not in ("tier", "agent") or not whom or not comment.strip():
            raise Invalid
        goal = {"to_tier": whom} if where == "tier" else {"to_agent": whom}
        passing_on.transfer(desk_of(request), person, handoff_id, comment=comment, **goal)

    return done(request, person, handoff_id, act, "transfer", draft=comment)


@router.post("/desk/{handoff_id:int}/resolve")
def resolve(request: Request, handoff_id: HandoffId, person: Agent, reason: Field = "") -> Response:
    """End it with a reason."""

    def act() -> None:
        if reason not in BY_AGENT:
            raise Invalid
        attending.resolve(desk_of(request), person, handoff_id, EndReason(reason))

    return done(request, person, handoff_id, act, "resolve")


@router.post("/desk/{handoff_id:int}/join")
def join(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """A supervisor writes in it too."""
    return done(request, person, handoff_id, lambda: passing_on.join(desk_of(request), person, handoff_id), "join")


@router.post("/desk/{handoff_id:int}/take-over")
def take_over(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """A supervisor takes it."""
    return done(
        request, person, handoff_id, lambda: passing_on.take_over(desk_of(request), person, handoff_id), "take_over"
    )


@router.post("/desk/{handoff_id:int}/assign")
def assign(request: Request, handoff_id: HandoffId, person: Agent, to_agent: Field = "") -> Response:
    """A supervisor gives it to somebody."""
    return done(
        request, person, handoff_id, lambda: passing_on.assign(desk_of(request), person, handoff_id, to_agent), "assign"
    )


def desk_of(request: Request) -> Desk:
    """The desk of this process."""
    return process_of(request).desk


def done(
    request: Request,
    person: Person,
    handoff_id: int | None,
    act: Callable[[], object],
    name: str,
    *,
    draft: str = "",
    words: dict[str, str] | None = None,
) -> Response:
    """Do `act` and lead back to the page; a refusal shows the page with its reason and what had been written."""
    try:
        act()
    except EmmaError as error:
        return screen(request, person, handoff_id, problem=Problem(name, error, draft, words or {}))
    wake(request, handoff_id)
    where = "/desk" if handoff_id is None else f"/desk/{handoff_id}"
    return RedirectResponse(where + kept(request), status_code=303)


def wake(request: Request, handoff_id: int | None) -> None:
    """Tell everybody who looks."""
    if handoff_id is not None:
        request.app.state.events.wake(conversation_of(request, handoff_id))
    request.app.state.events.wake(DESK)


def conversation_of(request: Request, handoff_id: int) -> str:
    """The conversation of a handoff. Raises NotFound."""
    with desk_of(request).engine.connect().execution_options(read_only=True) as connection:
        return str(find(connection, handoff_id).conversation_id)


def fresh_id(given: str) -> str:
    """The client id of a form, which makes a second press harmless; one of ours where a page has none."""
    return given[:64] or uuid.uuid4().hex
