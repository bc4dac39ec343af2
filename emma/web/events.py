"""Server-sent events: what is new in a conversation, by its own sequence; `Last-Event-ID` resumes with nothing lost.

Readers in this process are woken at once; those of another process see it at the next look (a second).
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from emma.conversations import messages
from emma.conversations.opening import CONVERSATION, Held
from emma.handoffs import queue
from emma.web.access import held, process_of
from emma.web.wiring import Process

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
LOOK_EVERY = 1.0
LONGEST_STREAM = 3600


class Wakeups:
    """Wakes the streams of a conversation in this process; may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, conversation_id: str) -> None:
        """Something changed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set, conversation_id)

    async def wait(self, conversation_id: str, seconds: float) -> None:
        """Until something changes, or the time is over."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting[conversation_id].add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting[conversation_id].discard(event)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def _set(self, conversation_id: str) -> None:
        for event in self._waiting.get(conversation_id, ()):
            event.set()


@router.get("/{conversation_id}/events")
async def events(request: Request, mine: Held = Depends(held)) -> StreamingResponse:
    """The stream: `message`, `status` and `queue` events. It ends after an hour; the browser then resumes."""
    last = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    after = int(last) if last.isdecimal() and len(last) < 10 else 0
    return StreamingResponse(
        _stream(request, process_of(request), mine, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(request: Request, process: Process, mine: Held, after: int) -> AsyncIterator[str]:
    told: dict[str, Any] = {}
    yield "retry: 2000\n\n"
    for _ in range(int(LONGEST_STREAM / LOOK_EVERY)):
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
        if await request.is_disconnected():
            return
        await request.app.state.events.wait(mine.id, LOOK_EVERY)


def _look(process: Process, conversation_id: str, after: int) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    with process.engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(CONVERSATION.select().where(CONVERSATION.c.id == conversation_id)).first()
        if row is None:
            return [], None
        handoff = queue.public(connection, conversation_id, process.conversations.policy)
    fresh = messages.after(process.engine, conversation_id, after) if row.last_seq > after else []
    return fresh, {"status": row.status, "handoff": handoff}
