"""Practice: choose a prepared visitor, read afterwards what was done; and the loop that lets them speak."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from emma.accounts.people import Person
from emma.desk import practising
from emma.desk.practice_results import results
from emma.desk.practice_scripts import shipped_scripts
from emma.errors import EmmaError
from emma.web.access import process_of
from emma.web.board_screen import Problem, shown_problem
from emma.web.desk_acts import wake
from emma.web.events import DESK, Wakeups
from emma.web.staff import agent
from emma.web.staff_page import staff_page
from emma.web.wiring import Process

router = APIRouter(include_in_schema=False)
Agent = Annotated[Person, Depends(agent)]
PAGE = "/desk/practice"
EVERY = 2.0
log = logging.getLogger(__name__)


@router.get(PAGE)
def practice(request: Request, person: Agent) -> Response:
    """The prepared visitors, and one's results."""
    return _page(request, person)


@router.post(PAGE)
def begin(
    request: Request, person: Agent, script: Annotated[str, Form()] = "", language: Annotated[str, Form()] = ""
) -> Response:
    """One prepared visitor begins to wait: on to the list, from which one takes them as any other."""
    try:
        handoff_id = practising.begin(process_of(request).desk, person, script, language)
    except EmmaError as error:
        return _page(request, person, Problem("practice", error))
    wake(request, handoff_id)
    return RedirectResponse("/desk?list=waiting", status_code=303)


def _page(request: Request, person: Person, problem: Problem | None = None) -> Response:
    desk = process_of(request).desk
    with desk.engine.connect().execution_options(read_only=True) as connection:
        found = results(connection, person)
    return staff_page(
        request, "board/practice.html", problem.error.status if problem else 200,
        scripts=shipped_scripts(), results=found, done={one.script for one in found},
        problem=shown_problem(request, problem),
    )  # fmt: skip


async def practise_forever(process: Process, wakeups: Wakeups, every: float = EVERY) -> None:
    """Let the prepared visitors act every few seconds. A failure is logged by its kind, and the next look tries again."""
    while True:
        await asyncio.sleep(every)
        try:
            done = await run_in_threadpool(practising.step, process.desk, process.conversations)
        except Exception as error:
            log.error("practice failed: %s", type(error).__name__)
            continue
        for conversation_id in done:
            wakeups.wake(conversation_id)
        if done:
            wakeups.wake(DESK)
