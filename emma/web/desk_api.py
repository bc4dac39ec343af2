"""The desk's JSON interface (design §7): handoffs, presence, what can be sent, notices. Only staff who serve a lane."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field

from emma.accounts.people import Person
from emma.desk import attending, looking, notices, passing_on, presence, shelf
from emma.desk.context import Desk
from emma.desk.state import state
from emma.desk.viewing import view
from emma.handoffs.ending import EndReason
from emma.handoffs.rows import find
from emma.web.access import process_of
from emma.web.api import LARGEST_SEQ, Strict
from emma.web.events import DESK
from emma.web.staff import agent
from emma.words import PresenceState

router = APIRouter(prefix="/api/desk", tags=["desk"])
HandoffId = Annotated[int, Path(ge=1, le=LARGEST_SEQ)]
Language = Literal["en", "es"]


class Transfer(Strict):
    """To a lane or to one agent, and why."""

    comment: str = Field(max_length=2000)
    to_tier: Literal["1", "2", "supervisor"] | None = None
    to_agent: str | None = Field(default=None, max_length=36)


class Resolve(Strict):
    """Why the handoff ends."""

    reason: Literal["answered", "service_request", "redirected", "not_possible", "visitor_silent", "abuse"]


class Assign(Strict):
    """To whom."""

    to_agent: str = Field(max_length=36)


class Whereabouts(Strict):
    """Where the agent is."""

    state: Literal["here", "wrap_up", "break", "training", "away"]
    no_more: bool = False


class NewNotice(Strict):
    """A notice in both languages, until a moment with its offset."""

    audience: Literal["visitors", "agents", "everybody"]
    text_en: str
    text_es: str
    until: datetime = Field(strict=False)


def desk_of(request: Request) -> Desk:
    """The desk of this process."""
    return process_of(request).desk


@router.get("/state")
def get_state(
    request: Request,
    after: Annotated[str, Query(max_length=2000)] = "",
    look: Annotated[int | None, Query(ge=1, le=LARGEST_SEQ)] = None,
    person: Person = Depends(agent),
) -> dict[str, Any]:
    """All the desk shows, and what was said since the cursor; for where events are blocked."""
    return state(desk_of(request), person, after, look)


@router.get("/handoffs")
def get_handoffs(
    request: Request,
    state: Literal["waiting", "mine", "all", "history"] = "waiting",
    q: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[int | None, Query(ge=1, le=LARGEST_SEQ)] = None,
    person: Person = Depends(agent),
) -> dict[str, Any]:
    """One of the lists."""
    desk = desk_of(request)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        if state == "history":
            return {"handoffs": looking.history(connection, person, q, before)}
        listed = {"waiting": looking.waiting, "mine": looking.mine, "all": looking.everybody}[state]
        return {"handoffs": listed(connection, desk, person)}


@router.post("/handoffs/next")
def take_next(request: Request, person: Person = Depends(agent)) -> dict[str, Any]:
    """Claim the first of one's lanes; null when nobody waits there."""
    handoff_id = attending.claim_next(desk_of(request), person)
    return {"handoff": None if handoff_id is None else shown(request, person, handoff_id)}


@router.get("/handoffs/{handoff_id}")
def get_handoff(
    request: Request, handoff_id: HandoffId, language: Language = "en", person: Person = Depends(agent)
) -> dict[str, Any]:
    """The whole conversation, for who holds or had it; a supervisor's look is written down."""
    return view(desk_of(request), person, handoff_id, language)


@router.post("/handoffs/{handoff_id}/claim")
def claim(request: Request, handoff_id: HandoffId, person: Person = Depends(agent)) -> dict[str, Any]:
    """Take this one."""
    attending.claim(desk_of(request), person, handoff_id)
    return {"handoff": shown(request, person, handoff_id)}


@router.post("/handoffs/{handoff_id}/release")
def release(request: Request, handoff_id: HandoffId, person: Person = Depends(agent)) -> dict[str, Any]:
    """Give it back to its old place."""
    attending.release(desk_of(request), person, handoff_id)
    return told(request, handoff_id)


@router.post("/handoffs/{handoff_id}/transfer")
def transfer(
    request: Request, handoff_id: HandoffId, body: Transfer, person: Person = Depends(agent)
) -> dict[str, Any]:
    """Pass it on to a lane or an agent that is present."""
    passing_on.transfer(
        desk_of(request), person, handoff_id, comment=body.comment, to_tier=body.to_tier, to_agent=body.to_agent
    )
    return told(request, handoff_id)


@router.post("/handoffs/{handoff_id}/resolve")
def resolve(request: Request, handoff_id: HandoffId, body: Resolve, person: Person = Depends(agent)) -> dict[str, Any]:
    """End it with a reason; the assistant is back."""
    attending.resolve(desk_of(request), person, handoff_id, EndReason(body.reason))
    return {"handoff": shown(request, person, handoff_id)}


@router.post("/handoffs/{handoff_id}/assign")
def assign(request: Request, handoff_id: HandoffId, body: Assign, person: Person = Depends(agent)) -> dict[str, Any]:
    """A supervisor gives it to somebody."""
    passing_on.assign(desk_of(request), person, handoff_id, body.to_agent)
    return {"handoff": shown(request, person, handoff_id)}


@router.post("/handoffs/{handoff_id}/take-over")
def take_over(request: Request, handoff_id: HandoffId, person: Person = Depends(agent)) -> dict[str, Any]:
    """A supervisor takes it."""
    passing_on.take_over(desk_of(request), person, handoff_id)
    return {"handoff": shown(request, person, handoff_id)}


@router.post("/handoffs/{handoff_id}/join")
def join(request: Request, handoff_id: HandoffId, person: Person = Depends(agent)) -> dict[str, Any]:
    """A supervisor writes in it beside its agent."""
    passing_on.join(desk_of(request), person, handoff_id)
    return {"handoff": shown(request, person, handoff_id)}


@router.get("/presence")
def get_presence(request: Request, person: Person = Depends(agent)) -> dict[str, Any]:
    """Where one is."""
    desk = desk_of(request)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        return presence.whereabouts(connection, desk, person)


@router.put("/presence")
def put_presence(request: Request, body: Whereabouts, person: Person = Depends(agent)) -> dict[str, Any]:
    """Say where one is."""
    found = presence.set_presence(desk_of(request), person, PresenceState(body.state), no_more=body.no_more)
    request.app.state.events.wake(DESK)
    return found


@router.post("/heartbeat")
def heartbeat(request: Request, person: Person = Depends(agent)) -> dict[str, Any]:
    """The desk is open on a screen."""
    return presence.beat(desk_of(request), person)


@router.get("/agents")
def get_agents(request: Request, person: Person = Depends(agent)) -> dict[str, Any]:
    """Who is there."""
    return {"agents": presence.colleagues(desk_of(request))}


@router.get("/articles")
def get_articles(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    language: Language = "en",
    person: Person = Depends(agent),
) -> dict[str, Any]:
    """Articles that fit the words."""
    return {"articles": shelf.find_articles(desk_of(request), q, language)}


@router.get("/canned")
def get_canned(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    language: Language = "en",
    person: Person = Depends(agent),
) -> dict[str, Any]:
    """Canned responses that hold the words."""
    return {"canned": shelf.find_canned(desk_of(request), q, language, person)}


@router.post("/canned/{slug}/pull", status_code=204)
def pull_canned(request: Request, slug: str, person: Person = Depends(agent)) -> None:
    """Take a canned response off every desk at once."""
    shelf.pull_canned(desk_of(request), person, slug)


@router.get("/notices")
def get_notices(request: Request, person: Person = Depends(agent)) -> dict[str, Any]:
    """All notices that stand now."""
    with desk_of(request).engine.connect().execution_options(read_only=True) as connection:
        return {"notices": notices.current(connection)}


@router.post("/notices", status_code=201)
def post_notice(request: Request, body: NewNotice, person: Person = Depends(agent)) -> dict[str, Any]:
    """A supervisor's notice."""
    made = notices.post(desk_of(request), person, body.audience, body.text_en, body.text_es, body.until)
    request.app.state.events.wake(DESK)
    return made


@router.delete("/notices/{notice_id}", status_code=204)
def delete_notice(request: Request, notice_id: HandoffId, person: Person = Depends(agent)) -> None:
    """Take a notice down."""
    notices.withdraw(desk_of(request), person, notice_id)
    request.app.state.events.wake(DESK)


def shown(request: Request, person: Person, handoff_id: int) -> dict[str, Any]:
    """The handoff after an act, and everybody who looks is told."""
    found = view(desk_of(request), person, handoff_id)
    request.app.state.events.wake(found["conversation"]["id"])
    request.app.state.events.wake(DESK)
    return found


def told(request: Request, handoff_id: int) -> dict[str, Any]:
    """The answer to an act that gave the handoff away."""
    with desk_of(request).engine.connect().execution_options(read_only=True) as connection:
        request.app.state.events.wake(find(connection, handoff_id).conversation_id)
    request.app.state.events.wake(DESK)
    return {"handoff": None}
