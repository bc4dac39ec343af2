"""The sweeper: answers accepted messages that a dead process left without an answer."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from emma.conversations.messages import MESSAGE
from emma.models.base import now
from emma.web.wiring import Process

log = logging.getLogger(__name__)
EVERY = 5.0
OLD = timedelta(seconds=20)
MOST = 50


async def sweep_forever(process: Process) -> None:
    """Look every few seconds, as soon as a model is loaded."""
    while True:
        await asyncio.sleep(EVERY)
        if process.assistant.ready:
            try:
                await run_in_threadpool(sweep, process)
            except Exception as error:
                log.error("sweep failed: %s", type(error).__name__)


def sweep(process: Process, older_than: timedelta = OLD) -> int:
    """Finish what is left. Gives the number of conversations that were waiting."""
    query = (
        select(MESSAGE.c.conversation_id)
        .where(MESSAGE.c.answered.is_(False), MESSAGE.c.sent_at < now() - older_than)
        .distinct()
        .limit(MOST)
    )
    with process.engine.connect().execution_options(read_only=True) as connection:
        waiting = list(connection.execute(query).scalars())
    for conversation_id in waiting:
        process.conversations.answer_pending(conversation_id)
    return len(waiting)
