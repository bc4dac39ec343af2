"""The schedule: every minute, do what is due and not claimed by another process."""

from __future__ import annotations

import asyncio
import logging

from starlette.concurrency import run_in_threadpool

from emma.conversations.housekeeping import Housekeeping

log = logging.getLogger(__name__)
EVERY = 60.0


async def keep_schedule(work: Housekeeping, every: float = EVERY) -> None:
    """Look every minute. A failure is logged by its kind only and tried again when its lease is over."""
    while True:
        await asyncio.sleep(every)
        try:
            for name in await run_in_threadpool(work.run_due):
                log.info("done: %s", name)
        except Exception as error:
            log.error("scheduled work failed: %s", type(error).__name__)
