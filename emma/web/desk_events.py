"""The desk's stream: lists when they change, messages and notes as they come, dots while somebody types."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from emma.accounts.people import Person
from emma.desk.context import Desk
from emma.desk.state import state
from emma.errors import NotSignedIn
from emma.web.api import LARGEST_SEQ
from emma.web.desk_api import desk_of
from emma.web.events import DESK, LONGEST_STREAM, changed
from emma.web.staff import agent, present

router = APIRouter(prefix="/api/desk", tags=["desk"])
LISTS = {"waiting": "waiting", "mine": "mine", "typing": "typing", "looking": "looking", "presence": "presence",
         "notices": "notice", "alerts": "alert"}  # fmt: skip
CLOCKS = ("waited",)
AT_MOST_EVERY = 0.1
LOOK_AT_LEAST_EVERY = 5.0


@router.get("/events")
async def events(
    request: Request,
    after: Annotated[str, Query(max_length=2000)] = "",
    look: Annotated[int | None, Query(ge=1, le=LARGEST_SEQ)] = None,
    person: Person = Depends(agent),
) -> StreamingResponse:
    """The stream of this person. It ends after an hour or with the session; the browser then comes back."""
    cursor = request.headers.get("last-event-id") or after
    return StreamingResponse(
        _stream(request, desk_of(request), person, cursor, look),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(request: Request, desk: Desk, person: Person, cursor: str, look: int | None) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    with request.app.state.events.listening(DESK) as woken:
        async for event in _lines(request, desk, person, cursor, look, woken):
            yield event


async def _lines(
    request: Request, desk: Desk, person: Person, cursor: str, look: int | None, woken: asyncio.Event
) -> AsyncIterator[str]:
    told: dict[str, Any] = {}
    opened = time.monotonic()
    while (looked := time.monotonic()) < opened + LONGEST_STREAM:
        woken.clear()
        if not await run_in_threadpool(_still, request):
            return
        found = await run_in_threadpool(state, desk, person, cursor, look)
        for event in changes(found, told):
            yield event
        cursor = found["cursor"]
        if await request.is_disconnected():
            return
        request.app.state.events.follow(woken, {one["conversation_id"] for one in found["mine"]})
        await changed(woken, LOOK_AT_LEAST_EVERY)
        await asyncio.sleep(max(0.0, looked + AT_MOST_EVERY - time.monotonic()))


def changes(found: dict[str, Any], told: dict[str, Any]) -> Iterator[str]:
    """What is new beside what was told, as events; the last one carries the cursor. Updates `told`."""
    for name, event in LISTS.items():
        lasting = _without_clocks(found[name])
        if told.get(name) != lasting:
            told[name] = lasting
            yield _event(event, found[name])
    for message in found["messages"]:
        yield _event("message", message)
    for note in found["notes"]:
        yield _event("note", note)
    if told.get("cursor") != found["cursor"]:
        told["cursor"] = found["cursor"]
        yield f"id: {found['cursor']}\nevent: cursor\ndata: {json.dumps(found['cursor'])}\n\n"


def _without_clocks(listed: Any) -> Any:
    """A list without what changes by itself each second."""
    if not isinstance(listed, list):
        return listed
    return [
        {key: value for key, value in one.items() if key not in CLOCKS} if isinstance(one, dict) else one
        for one in listed
    ]


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _still(request: Request) -> bool:
    """Whether this session still stands: a disabled agent sees nothing more."""
    try:
        return present(request).person.may_serve
    except NotSignedIn:
        return False
