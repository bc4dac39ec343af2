"""Server-sent events: what is new in a conversation, by its own sequence; `Last-Event-ID` resumes with nothing lost.

Readers in this process are woken at once; those of another process see it at the next look (a second).
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from emma.conversations import messages
from emma.conversations.opening import CONVERSATION, Held
from emma.handoffs import queue
from emma.vault.following import shown_to_visitor
from emma.web.access import held, process_of
from emma.web.wiring import Process
from emma.words import Status

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
LOOK_EVERY = 1.0
LONGEST_STREAM = 3600
DESK = "desk"  # what the streams of the desk listen to


class Wakeups:
    """Wakes the streams of a conversation in this process; may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, conversation_id: str) -> None:
        """Something changed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set, conversation_id)

    @contextmanager
    def listening(self, *keys: str) -> Iterator[asyncio.Event]:
        """An event that is set at each change while this lasts; clear it before looking, so that none is missed."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        for key in keys:
            self._waiting[key].add(event)
        try:
            yield event
        finally:
            for key in [key for key, events in self._waiting.items() if event in events]:
                self._forget(key, event)

    def follow(self, event: asyncio.Event, keys: Collection[str]) -> None:
        """From now on these conversations set the event too, beside the desk, and no others."""
        kept = {DESK, *keys}
        for key in [key for key, events in self._waiting.items() if event in events and key not in kept]:
            self._forget(key, event)
        for key in kept:
            self._waiting[key].add(event)

    def anybody(self, key: str) -> bool:
        """Whether somebody listens."""
        return key in self._waiting

    def _forget(self, key: str, event: asyncio.Event) -> None:
        self._waiting[key].discard(event)
        if not self._waiting[key]:
            del self._waiting[key]

    def _set(self, conversation_id: str) -> None:
        for event in self._waiting.get(conversation_id, ()):
            event.set()


@router.get("/{conversation_id}/events")
async def events(request: Request, mine: Held = Depends(held)) -> StreamingResponse:
    """The stream: `message`, `status`, `queue`, `typing` and `forms` events. It ends after an hour; the browser then resumes."""
    last = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    after = int(last) if last.isdecimal() and len(last) < 10 else 0
    return StreamingResponse(
        _stream(request, process_of(request), mine, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def tell(request: Request, conversation_id: str, status: str) -> None:
    """Wake who reads this conversation, its agent too; and the whole desk when the line may have changed."""
    request.app.state.events.wake(conversation_id)
    if status == Status.WAITING:
        request.app.state.events.wake(DESK)


async def changed(event: asyncio.Event, seconds: float) -> None:
    """Until something changes, or the time is over."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def _stream(request: Request, process: Process, mine: Held, after: int) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    with request.app.state.events.listening(mine.id) as event:
        async for line in _lines(request, process, mine, after, event):
            yield line


async def _lines(
    request: Request, process: Process, mine: Held, after: int, event: asyncio.Event
) -> AsyncIterator[str]:
    told: dict[str, Any] = {}
    beside: dict[str, Any] = {"typing": {"agent": False}, "forms": []}
    for _ in range(int(LONGEST_STREAM / LOOK_EVERY)):
        event.clear()
        fresh, state = await run_in_threadpool(_look, process, mine.id, after)
        if state is None:
            return
        for message in fresh:
            after = message["seq"]
            yield f"id: {after}\nevent: message\ndata: {json.dumps(message)}\n\n"
        if state != told:
            if state["handoff"] != told.get("handoff"):
                yield f"event: queue\ndata: {json.dumps(state['handoff'])}\n\n"
            told = state
            yield f"event: status\ndata: {json.dumps(state)}\n\n"
        for name, value in (await run_in_threadpool(_beside, process, mine, state["status"])).items():
            if beside[name] != value:
                beside[name] = value
                yield f"event: {name}\ndata: {json.dumps(value)}\n\n"
        if await request.is_disconnected():
            return
        await changed(event, LOOK_EVERY)


def _look(process: Process, conversation_id: str, after: int) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    with process.engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(CONVERSATION.select().where(CONVERSATION.c.id == conversation_id)).first()
        if row is None:
            return [], None
        handoff = queue.public(connection, conversation_id, process.conversations.policy)
    fresh = messages.after(process.engine, conversation_id, after) if row.last_seq > after else []
    return fresh, {"status": row.status, "handoff": handoff}


def _beside(process: Process, mine: Held, status: str) -> dict[str, Any]:
    """What an agent does beside writing: types, opens a secure form."""
    if status != Status.WITH_AGENT:
        return {"typing": {"agent": False}, "forms": []}
    desk = process.desk
    with desk.engine.connect().execution_options(read_only=True) as connection:
        forms = shown_to_visitor(connection, desk.vault, mine.id, mine.language)
    return {"typing": {"agent": desk.attention.agent_types(mine.id)}, "forms": forms}
