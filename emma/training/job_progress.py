"""What a running job writes of itself into its row: stage, how far, seconds of each stage, a readable log."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from emma.models.base import now
from emma.training.jobs import JOB, JobState

LONGEST_LOG = 20_000  # characters; what is older goes
EVERY = 0.5  # s between two writes within a stage


class Cancelled(Exception):
    """The job was cancelled, or is no longer ours."""


class JobProgress:
    """A `Progress`: `progress(stage, done, total)`. Raises Cancelled as soon as the row says so."""

    def __init__(self, engine: Engine, job_id: int) -> None:
        self.log = ""
        self._engine = engine
        self._id = job_id
        self._stage = ""
        self._began = self._written = time.monotonic()
        self._seconds: dict[str, float] = {}

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """`done` of `total` in this stage; `total` is 0 where it is not known."""
        moment = time.monotonic()
        values: dict[str, object] = {"done": done, "total": total}
        if stage != self._stage:
            self._close(moment)
            self._stage, self._began = stage, moment
            self.note(stage)
            since = {"stages": self._seconds, "since": now().isoformat()}
            values |= {"stage": stage[:24], "log": self.log, "result": since}
        elif moment - self._written < EVERY and done < total:
            return
        self._written = moment
        self._write(values)

    def say(self, line: str) -> None:
        """One line for the log, without anybody's words."""
        self.note(line)
        self._write({"log": self.log})

    def note(self, line: str) -> None:
        """A line that is written with the next change."""
        lines = f"{self.log}{datetime.now(UTC):%H:%M:%S} {line}\n"
        self.log = lines if len(lines) <= LONGEST_LOG else lines[-LONGEST_LOG:].partition("\n")[2]

    def seconds(self) -> dict[str, float]:
        """How long each stage took; the last one ends now."""
        self._close(time.monotonic())
        return dict(self._seconds)

    def _close(self, moment: float) -> None:
        if self._stage:
            spent = self._seconds.get(self._stage, 0.0) + moment - self._began
            self._seconds[self._stage] = round(spent, 1)
            self._stage = ""

    def _write(self, values: dict[str, object]) -> None:
        mine = (JOB.c.id == self._id, JOB.c.state == JobState.RUNNING)
        try:
            with self._engine.begin() as connection:
                ours = connection.execute(update(JOB).where(*mine).values(**values)).rowcount
                asked = connection.execute(select(JOB.c.cancelling).where(*mine)).scalar()
        except SQLAlchemyError:
            return  # a busy database stops no training; the next write tries again
        if asked or not ours:
            raise Cancelled
