"""The watcher of background jobs: ends those whose process is gone, clears up after them, starts the nightly check."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from emma.training.job_starting import clear_up
from emma.training.jobs import mark_lost
from emma.training.self_check import start_nightly
from emma.web.wiring import Process

log = logging.getLogger(__name__)
EVERY = 10.0


async def watch_jobs_forever(process: Process, every: float = EVERY) -> None:
    """Look at the start and every few seconds. A failure is logged by its kind, and the next look tries again."""
    while True:
        try:
            await run_in_threadpool(watch_jobs, process)
        except Exception as error:
            log.error("watching jobs failed: %s", type(error).__name__)
        await asyncio.sleep(every)


def watch_jobs(process: Process) -> None:
    """One look."""
    for job_id in mark_lost(process.engine):
        log.error("job %d is lost", job_id)
    clear_up(process.engine, process.settings)
    local = datetime.now(process.desk.rules.hours.zone)
    started = start_nightly(process.engine, process.settings, local)
    if started is not None:
        log.info("started the self-check: job %d", started)
