"""Quality: the week's sample and the score card for supervisors; one's own cards with a reply for everybody who serves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from emma.accounts.people import Person
from emma.desk.viewing import view
from emma.errors import EmmaError
from emma.reporting import reviews, samples
from emma.web.access import process_of
from emma.web.board_pages import Number
from emma.web.board_screen import Problem, shown_problem
from emma.web.language import language_of
from emma.web.staff import agent, supervisor
from emma.web.staff_page import staff_page

router = APIRouter(include_in_schema=False)
Agent = Annotated[Person, Depends(agent)]
Supervisor = Annotated[Person, Depends(supervisor)]
PAGE = "/desk/quality"
SAID = ("reviewed", "replied")


@router.get(PAGE)
def quality(request: Request, person: Agent) -> Response:
    """The sample, and the cards."""
    return _page(request, person)


@router.get(f"{PAGE}/{{handoff_id:int}}")
def card_page(request: Request, handoff_id: Number, person: Supervisor) -> Response:
    """One conversation of the sample with its empty card; looking is an audit row."""
    return _card(request, person, handoff_id)


@router.post(f"{PAGE}/{{handoff_id:int}}")
async def post_card(request: Request, handoff_id: Number, person: Supervisor) -> Response:
    """Keep the card."""
    given = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}

    def act() -> Response:
        scores = {name: int(given[name]) for name in reviews.CRITERIA if given.get(name, "") in list("12345")}
        try:
            reviews.review(process_of(request).desk, person, handoff_id, scores, given.get("comment", ""))
        except EmmaError as error:
            return _card(request, person, handoff_id, Problem("review", error, handoff_id, given))
        return RedirectResponse(f"{PAGE}?said=reviewed", status_code=303)

    return await run_in_threadpool(act)


@router.post(f"{PAGE}/cards/{{review_id:int}}/reply")
def post_reply(request: Request, review_id: Number, person: Agent, text: Annotated[str, Form()] = "") -> Response:
    """The agent's reply."""
    try:
        reviews.reply(process_of(request).desk, person, review_id, text)
    except EmmaError as error:
        return _page(request, person, Problem("reply", error, review_id, {"text": text}))
    return RedirectResponse(f"{PAGE}?said=replied", status_code=303)


def _page(request: Request, person: Person, problem: Problem | None = None) -> Response:
    desk = process_of(request).desk
    cards = reviews.read(desk, person)
    sample = []
    if person.may_supervise:
        with desk.engine.connect().execution_options(read_only=True) as connection:
            sample = samples.draw(connection, person)
    mine = [card for card in cards if card.mine]
    said = request.query_params.get("said", "")
    return staff_page(
        request, "board/quality.html", problem.error.status if problem else 200,
        sample=sample, mine=mine, written=[card for card in cards if not card.mine], averages=reviews.averages(mine),
        criteria=reviews.CRITERIA, problem=shown_problem(request, problem), said=said if said in SAID else "",
    )  # fmt: skip


def _card(request: Request, person: Person, handoff_id: int, problem: Problem | None = None) -> Response:
    desk, language = process_of(request).desk, language_of(request)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        reviews.find_reviewable(connection, person, handoff_id)
    found = view(desk, person, handoff_id, language)
    return staff_page(
        request, "board/card.html", problem.error.status if problem else 200,
        view=found, criteria=reviews.CRITERIA, problem=shown_problem(request, problem),
    )  # fmt: skip
