"""kill -9 between any two steps of a message loses and doubles nothing, on SQLite and PostgreSQL."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held
from emma.models import Handoff, HandoffEvent
from emma.words import Sender, Status
from tests import killing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.killing"])


def run(target: Callable[..., None], *args: Any) -> int | None:
    """The exit code of a process that runs `target`."""
    process = FORKS.Process(target=target, args=args)
    process.start()
    process.join(120)
    return process.exitcode


@pytest.mark.parametrize("finisher", ["the next request", "the sweeper"])
@pytest.mark.parametrize("step", killing.STEPS)
def test_a_killed_process_loses_and_doubles_nothing(
    engine: Engine, database_url: str, ana: Held, step: str, finisher: str
) -> None:
    assert run(killing.send_and_die, database_url, ana.id, step) == -signal.SIGKILL
    kept = visitors(engine)
    if step == "inside T1":
        assert kept == [], "not accepted yet: the visitor's client still has it and sends it again"
        assert run(killing.send_again, database_url, ana.id) == 0
    else:
        assert kept == ["a person please"], "accepted"
    if finisher == "the next request":
        assert run(killing.send_again, database_url, ana.id) == 0
    assert run(killing.sweep_up, database_url) == 0

    with engine.connect() as connection:
        rows = connection.execute(select(MESSAGE).order_by(MESSAGE.c.seq)).all()
        conversation = connection.execute(select(CONVERSATION)).one()
        handoffs = connection.execute(select(Handoff.__table__)).all()
        events = connection.execute(select(HandoffEvent.__table__.c.kind)).scalars().all()
    assert [(row.seq, row.sender, row.answered) for row in rows] == [
        (1, Sender.VISITOR, True),
        (2, Sender.ASSISTANT, True),
    ]
    assert conversation.state["assistant"]["seen"] == ["a person please"]
    assert (conversation.turns, conversation.last_seq, conversation.status) == (1, 2, Status.WAITING)
    assert [handoff.state for handoff in handoffs] == ["waiting"]
    assert events == ["queued"]


def visitors(engine: Engine) -> list[str]:
    """The visitor's messages that were kept."""
    with engine.connect() as connection:
        return list(connection.execute(select(MESSAGE.c.text).where(MESSAGE.c.sender == Sender.VISITOR)).scalars())
