"""What an agent writes or sends in one conversation of the desk's page, as plain forms."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from emma.desk import abuse, correcting, forms, noting, request_making, writing
from emma.errors import EmmaError, Invalid
from emma.service_requests.making import EASTERN
from emma.vault.rows import Verdict
from emma.web.desk_acts import Agent, Field, HandoffId, conversation_of, desk_of, done, fresh_id, wake
from emma.web.desk_screen import Problem, screen
from emma.web.requests_api import read_day

router = APIRouter(include_in_schema=False)
PLACEHOLDER = "value_"


@router.post("/desk/{handoff_id:int}/say")
def say(
    request: Request,
    handoff_id: HandoffId,
    person: Agent,
    text: Field = "",
    client_id: Field = "",
    masked: Field = "",
) -> Response:
    """Write to the visitor; `masked` once the guard's findings were seen."""

    def act() -> None:
        writing.say(
            desk_of(request), person, conversation_of(request, handoff_id), text, fresh_id(client_id),
            masked=bool(masked),
        )  # fmt: skip

    return done(request, person, handoff_id, act, "say", draft=text)


@router.post("/desk/{handoff_id:int}/article")
def article(
    request: Request,
    handoff_id: HandoffId,
    person: Agent,
    slug: Field = "",
    variant: Field = "",
    client_id: Field = "",
) -> Response:
    """Send an article in one click."""

    def act() -> None:
        writing.send_article(
            desk_of(request), person, conversation_of(request, handoff_id), slug, fresh_id(client_id), variant or None
        )

    return done(request, person, handoff_id, act, "article")


@router.post("/desk/{handoff_id:int}/canned")
async def canned(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """Send a canned response; its placeholders come as `value_NAME`."""
    given = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    values = {key.removeprefix(PLACEHOLDER): value for key, value in given.items() if key.startswith(PLACEHOLDER)}

    def act() -> None:
        writing.send_canned(
            desk_of(request), person, conversation_of(request, handoff_id), given.get("slug", ""),
            fresh_id(given.get("client_id", "")), values,
        )  # fmt: skip

    return await run_in_threadpool(done, request, person, handoff_id, act, "canned", words=values)


@router.post("/desk/{handoff_id:int}/note")
def note(
    request: Request, handoff_id: HandoffId, person: Agent, text: Field = "", masked: Field = "", kind: Field = ""
) -> Response:
    """Keep a private note, or whisper to the agent (supervisors)."""
    keep = noting.whisper if kind == noting.WHISPER else noting.note

    def act() -> None:
        keep(desk_of(request), person, conversation_of(request, handoff_id), text, masked=bool(masked))

    return done(request, person, handoff_id, act, "note", draft=text)


@router.post("/desk/{handoff_id:int}/form")
def open_form(request: Request, handoff_id: HandoffId, person: Agent, kind: Field = "") -> Response:
    """Show a secure form to the visitor."""

    def act() -> None:
        forms.open_form(desk_of(request), person, conversation_of(request, handoff_id), kind)

    return done(request, person, handoff_id, act, "form")


@router.post("/desk/{handoff_id:int}/form/{form_id}/view")
def view_form(request: Request, handoff_id: HandoffId, form_id: str, person: Agent, purpose: Field = "") -> Response:
    """Look at the values, for a purpose. They are in this one answer and nowhere else."""
    try:
        seen = forms.view_form(desk_of(request), person, form_id, purpose)
    except EmmaError as error:
        return screen(request, person, handoff_id, problem=Problem("form", error))
    return screen(request, person, handoff_id, seen=seen)


@router.post("/desk/{handoff_id:int}/form/{form_id}/record")
def record_form(request: Request, handoff_id: HandoffId, form_id: str, person: Agent, verdict: Field = "") -> Response:
    """Record what comparing gave; the values are erased."""

    def act() -> None:
        if verdict not in set(Verdict):
            raise Invalid
        forms.record_form(desk_of(request), person, form_id, Verdict(verdict))

    return done(request, person, handoff_id, act, "form")


@router.post("/desk/{handoff_id:int}/correction")
def correction(
    request: Request,
    handoff_id: HandoffId,
    person: Agent,
    seq: Field = "",
    right_answer: Field = "",
    article: Field = "",
) -> Response:
    """Tell the trainers that Emma was wrong, with the right answer."""

    def act() -> None:
        if not (seq.isascii() and seq.isdigit() and len(seq) < 10):
            raise Invalid
        conversation_id = conversation_of(request, handoff_id)
        correcting.correct(desk_of(request), person, conversation_id, int(seq), right_answer, article.strip() or None)

    try:
        act()
    except EmmaError as error:
        return screen(request, person, handoff_id, problem=Problem("correction", error, right_answer))
    return RedirectResponse(f"/desk/{handoff_id}?list=mine&said=corrected", status_code=303)


@router.post("/desk/{handoff_id:int}/warn")
def warn(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """Warn a visitor who is abusive."""
    return done(
        request, person, handoff_id,
        lambda: abuse.warn(desk_of(request), person, conversation_of(request, handoff_id)), "warn",
    )  # fmt: skip


@router.post("/desk/{handoff_id:int}/block")
def block(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """End it, and an hour without agents."""
    return done(
        request, person, handoff_id,
        lambda: abuse.block(desk_of(request), person, conversation_of(request, handoff_id)), "block",
    )  # fmt: skip


@router.post("/desk/{handoff_id:int}/request")
def make_request(
    request: Request,
    handoff_id: HandoffId,
    person: Agent,
    kind: Field = "",
    where: Field = "",
    text: Field = "",
    journey: Field = "",
    time_zone: Field = EASTERN,
    masked: Field = "",
) -> Response:
    """Make a service request out of the chat; `where` is a kind of office and a place, parted by a colon."""
    place_kind, _, place = where.partition(":")
    try:
        draft = request_making.Draft(
            kind=kind, where=place_kind, place=place, text=text, journey=read_day(journey or None),
            time_zone=time_zone, masked=bool(masked),
        )  # fmt: skip
        made = request_making.make_request(desk_of(request), person, conversation_of(request, handoff_id), draft)
    except EmmaError as error:
        words = {"kind": kind, "where": where, "journey": journey, "time_zone": time_zone}
        return screen(request, person, handoff_id, problem=Problem("request", error, text, words))
    wake(request, handoff_id)
    return RedirectResponse(f"/desk/{handoff_id}?list=mine&said={made['outcome']}", status_code=303)
