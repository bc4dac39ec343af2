"""SQLite has one writer at a time: the threads of a process line up here instead of polling the file for it.

SQLite's own waiting is polling with growing pauses, which starves somebody as soon as dozens of threads write. The
lock is a courtesy, not a guarantee: who waits too long goes on to SQLite, which decides.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

PATIENCE_S = 5.0
HELD = "emma.writer"


def line_up(engine: Engine) -> None:
    """Make the writing transactions of this engine wait for each other in this process."""
    turn = threading.Lock()

    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("read_only", False):
            connection.exec_driver_sql("BEGIN")
            return
        if turn.acquire(timeout=PATIENCE_S):
            connection.info[HELD] = True
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            leave(connection.info)
            raise

    def leave(info: dict[Any, Any]) -> None:
        if info.pop(HELD, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", lambda connection: leave(connection.info))
    event.listen(engine, "rollback", lambda connection: leave(connection.info))
    event.listen(engine, "checkin", lambda _, record: leave(record.info))
