"""The board as JSON, and a stream that says when it changed."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from emma.accounts.people import Person
from emma.desk.context import Desk
from emma.errors import NotSignedIn
from emma.reporting.board import fingerprint, look
from emma.web.desk_api import desk_of
from emma.web.events import DESK, LONGEST_STREAM, changed
from emma.web.staff import present, supervisor

router = APIRouter(prefix="/api/desk/board", tags=["desk"])
LOOK_EVERY = 2.0


@router.get("")
def get_board(request: Request, person: Person = Depends(supervisor)) -> dict[str, Any]:
    """Everything the board shows."""
    desk = desk_of(request)
    with desk.engine.connect().execution_options(read_only=True) as connection:
        return look(connection, desk, person).public()


@router.get("/events")
async def events(request: Request, person: Person = Depends(supervisor)) -> StreamingResponse:
    """An event `board` whenever it changed, clocks apart. It ends after an hour or with the session."""
    return StreamingResponse(
        _stream(request, desk_of(request)),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(request: Request, desk: Desk) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    told: tuple[Any, ...] | None = None
    opened = time.monotonic()
    with request.app.state.events.listening(DESK) as woken:
        while time.monotonic() < opened + LONGEST_STREAM:
            woken.clear()
            found = await run_in_threadpool(_look, request, desk)
            if found is None:
                return
            if found != told:
                told = found
                yield f"event: board\ndata: {json.dumps(len(found))}\n\n"
            if await request.is_disconnected():
                return
            await changed(woken, LOOK_EVERY)


def _look(request: Request, desk: Desk) -> tuple[Any, ...] | None:
    """The fingerprint, or None once the session is over or the role was taken."""
    try:
        if not present(request).person.may_supervise:
            return None
    except NotSignedIn:
        return None
    with desk.engine.connect().execution_options(read_only=True) as connection:
        return fingerprint(connection, desk)
