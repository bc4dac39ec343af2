"""The supervisor's board as a page, and what is done from it as plain forms; each act ends in a redirect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts.people import Person
from emma.desk import notices, noting, passing_on
from emma.errors import EmmaError, Invalid
from emma.web.access import process_of
from emma.web.api import LARGEST_SEQ
from emma.web.board_screen import Problem, board_page, live
from emma.web.desk_acts import conversation_of, desk_of, wake
from emma.web.staff import supervisor
from emma.web.staff_page import staff_page

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=LARGEST_SEQ)]
Supervisor = Annotated[Person, Depends(supervisor)]
Field = Annotated[str, Form()]
PAGE = "/desk/board"


@router.get(PAGE)
def board(request: Request, person: Supervisor) -> Response:
    """The board."""
    return board_page(request, person)


@router.get(f"{PAGE}/live")
def live_part(request: Request, person: Supervisor) -> Response:
    """What changes by itself, for the script that puts it in place."""
    return staff_page(request, "board/_live.html", **live(request, person))


@router.post(f"{PAGE}/{{handoff_id:int}}/assign")
def assign(request: Request, handoff_id: Number, person: Supervisor, to_agent: Field = "") -> Response:
    """Give it to somebody who is there."""
    desk = desk_of(request)
    return _done(
        request, person, "assign", handoff_id, lambda: passing_on.assign(desk, person, handoff_id, to_agent), "assigned"
    )


@router.post(f"{PAGE}/{{handoff_id:int}}/whisper")
def whisper(request: Request, handoff_id: Number, person: Supervisor, text: Field = "", masked: Field = "") -> Response:
    """Tell its agent something the visitor does not see."""

    def act() -> None:
        noting.whisper(desk_of(request), person, conversation_of(request, handoff_id), text, masked=bool(masked))

    return _done(request, person, "whisper", handoff_id, act, "whispered", words={"text": text})


@router.post(f"{PAGE}/{{handoff_id:int}}/join")
def join(request: Request, handoff_id: Number, person: Supervisor) -> Response:
    """Write in it beside its agent: on to the conversation."""
    desk = desk_of(request)
    return _done(
        request, person, "join", handoff_id, lambda: passing_on.join(desk, person, handoff_id), to=f"/desk/{handoff_id}"
    )


@router.post(f"{PAGE}/{{handoff_id:int}}/take-over")
def take_over(request: Request, handoff_id: Number, person: Supervisor) -> Response:
    """Take it: on to the conversation."""
    desk = desk_of(request)
    return _done(
        request, person, "take_over", handoff_id, lambda: passing_on.take_over(desk, person, handoff_id),
        to=f"/desk/{handoff_id}",
    )  # fmt: skip


@router.post(f"{PAGE}/notices")
def post_notice(
    request: Request,
    person: Supervisor,
    audience: Field = "",
    text_en: Field = "",
    text_es: Field = "",
    until: Field = "",
) -> Response:
    """A notice from now on; `until` is on the desk's clock."""
    words = {"audience": audience, "text_en": text_en, "text_es": text_es, "until": until}

    def act() -> None:
        end = _on_the_desks_clock(request, until)
        notices.post(desk_of(request), person, audience, text_en, text_es, end)

    return _done(request, person, "notice", None, act, "posted", words=words)


@router.post(f"{PAGE}/notices/{{notice_id:int}}/withdraw")
def withdraw_notice(request: Request, notice_id: Number, person: Supervisor) -> Response:
    """Take a notice down now."""
    desk = desk_of(request)
    return _done(
        request, person, "withdraw", None, lambda: notices.withdraw(desk, person, notice_id), "withdrawn"
    )  # fmt: skip


def _done(
    request: Request,
    person: Person,
    name: str,
    handoff_id: int | None,
    act: Callable[[], object],
    said: str = "",
    *,
    to: str = "",
    words: dict[str, str] | None = None,
) -> Response:
    """Do `act` and lead on; a refusal shows the board with its reason and what had been written."""
    try:
        act()
    except EmmaError as error:
        return board_page(request, person, Problem(name, error, handoff_id or 0, words or {}))
    wake(request, handoff_id)
    return RedirectResponse(to or f"{PAGE}?said={said}", status_code=303)


def _on_the_desks_clock(request: Request, text: str) -> datetime:
    zone = process_of(request).desk.rules.hours.zone
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid from None
