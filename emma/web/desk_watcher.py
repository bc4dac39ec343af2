"""The desk's watcher in each process: lost agents, gone visitors, closing time, silence; who reads it is told at once."""

from __future__ import annotations

import asyncio
import logging

from starlette.concurrency import run_in_threadpool

from emma.desk.context import Desk
from emma.desk.pulse import Pulse, take_pulse
from emma.desk.watching import watch
from emma.web.events import DESK, Wakeups

BEAT = 1.0
log = logging.getLogger(__name__)
EVERY = 5.0


async def watch_forever(desk: Desk, wakeups: Wakeups, every: float = EVERY) -> None:
    """Look every few seconds. A failure is logged by its kind only, and the next look tries again."""
    while True:
        await asyncio.sleep(every)
        try:
            done = await run_in_threadpool(watch, desk)
        except Exception as error:
            log.error("the desk could not be watched: %s", type(error).__name__)
            continue
        for change in done:
            wakeups.wake(change.conversation_id)
        if done:
            wakeups.wake(DESK)


async def beat_forever(desk: Desk, wakeups: Wakeups, every: float = BEAT) -> None:
    """Wake the open desks of this process for what another process did. Asks nothing while no desk is open."""
    last = Pulse()
    while True:
        await asyncio.sleep(every)
        if not wakeups.anybody(DESK):
            continue
        try:
            now = await run_in_threadpool(take_pulse, desk)
        except Exception as error:
            log.error("the desk's pulse could not be taken: %s", type(error).__name__)
            continue
        for conversation_id in now.talks_since(last):
            wakeups.wake(conversation_id)
        if now.acts != last.acts:
            wakeups.wake(DESK)
        last = now
