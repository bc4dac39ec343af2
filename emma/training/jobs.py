"""Jobs: work in the background, one at a time over all processes and hosts. Each runs as a process of its own
(emma.training.job_process), so that the end of the web process does not end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from emma import audit
from emma.errors import Conflict, Invalid, JobRuns, NotFound
from emma.models import TrainingJob
from emma.models.base import now
from emma.privacy import redact
from emma.settings import Settings

JOB = TrainingJob.__table__
TRAIN, CROSSVALIDATE = KINDS = ("train", "crossvalidate")
BEAT = 2.0  # s between two signs of life
LOST_AFTER = timedelta(seconds=30)
START_WITHIN = timedelta(seconds=90)  # from its row to its process
LONGEST_NOTE = 500


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Problem(StrEnum):
    """Why a job failed."""

    LOST = "lost"  # its process was killed, or its host went away
    MEMORY = "memory"
    DISK = "disk"
    DATA = "data"
    START = "start"  # its process could not be started
    ERROR = "error"


@dataclass(frozen=True)
class Job:
    """A row of training_jobs. `result` holds the seconds of each `stage` and what the work gave."""

    id: int
    kind: str
    state: JobState
    made_by: str
    note: str
    stage: str
    done: int
    total: int
    log: str
    problem: str | None
    cancelling: bool
    release: str | None
    result: dict[str, Any]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (JobState.QUEUED, JobState.RUNNING)


def start(engine: Engine, settings: Settings, kind: str, person_id: str, note: str = "") -> int:
    """Queue a job and start its process. Gives its id. Raises JobRuns while another one is alive, Invalid."""
    from emma.training.job_starting import launch

    if kind not in KINDS or len(note) > LONGEST_NOTE:
        raise Invalid
    mark_lost(engine)
    values = {
        "kind": kind,
        "state": JobState.QUEUED,
        "slot": 1,
        "made_by": person_id,
        "note": redact(note.strip()).text[:LONGEST_NOTE],
    }
    try:
        with engine.begin() as connection:
            made = connection.execute(insert(JOB).values(**values, created_at=now()))
            job_id = int(made.inserted_primary_key[0])
            audit.record(connection, person_id, "job.started", subject=f"{kind} {job_id}")
    except IntegrityError:
        raise JobRuns from None
    launch(engine, settings, job_id)
    return job_id


def cancel(engine: Engine, job_id: int, person_id: str) -> None:
    """Ask a job to end; its own process does so within seconds. Raises NotFound, Conflict when it is over."""
    with engine.begin() as connection:
        if not finish(connection, job_id, JobState.CANCELLED, of=JobState.QUEUED):
            running = (JOB.c.id == job_id, JOB.c.state == JobState.RUNNING)
            if not connection.execute(update(JOB).where(*running).values(cancelling=True)).rowcount:
                known = connection.execute(select(JOB.c.id).where(JOB.c.id == job_id)).first()
                raise Conflict if known else NotFound
        audit.record(connection, person_id, "job.cancelled", subject=str(job_id))


def job(engine: Engine, job_id: int) -> Job:
    """One job. Raises NotFound."""
    found = _read(engine, select(JOB).where(JOB.c.id == job_id))
    if not found:
        raise NotFound
    return found[0]


def alive(engine: Engine) -> Job | None:
    """The job that is queued or running."""
    return next(iter(_read(engine, select(JOB).where(JOB.c.slot.is_not(None)))), None)


def recent(engine: Engine, most: int = 20) -> list[Job]:
    """The newest jobs first."""
    return _read(engine, select(JOB).order_by(JOB.c.id.desc()).limit(most))


def latest(engine: Engine, kind: str, state: JobState | None = None) -> Job | None:
    """The newest job of a kind, or the newest one in `state`."""
    query = select(JOB).where(JOB.c.kind == kind).order_by(JOB.c.id.desc()).limit(1)
    return next(iter(_read(engine, query if state is None else query.where(JOB.c.state == state))), None)


def mark_lost(engine: Engine, moment: datetime | None = None) -> list[int]:
    """End the jobs that give no sign of life any more, and free the slot. Gives their ids.

    The clocks of all hosts must agree within a few seconds.
    """
    moment = moment or now()
    silent = or_(
        and_(JOB.c.state == JobState.RUNNING, JOB.c.beat_at < moment - LOST_AFTER),
        and_(JOB.c.state == JobState.QUEUED, JOB.c.created_at < moment - START_WITHIN),
    )
    with engine.connect().execution_options(read_only=True) as connection:
        found = list(connection.execute(select(JOB.c.id).where(silent)).scalars())
    if not found:
        return []
    with engine.begin() as connection:
        return [job_id for job_id in found if lose(connection, job_id, silent)]


def lose(connection: Connection, job_id: int, *which: Any) -> bool:
    """Its process is gone: cancelled when somebody asked for that, otherwise failed."""
    asked = connection.execute(select(JOB.c.cancelling).where(JOB.c.id == job_id)).scalar()
    state, problem = (JobState.CANCELLED, None) if asked else (JobState.FAILED, Problem.LOST)
    return finish(connection, job_id, state, *which, problem=problem)


def finish(
    connection: Connection, job_id: int, state: JobState, *which: Any, of: JobState | None = None, **values: Any
) -> bool:
    """End a job and free the slot, unless it is over already (or is not in the state `of`). Whether it was done."""
    mine = (JOB.c.id == job_id, JOB.c.slot.is_not(None), *which, *((JOB.c.state == of,) if of else ()))
    ended = {"state": state, "slot": None, "ended_at": now(), **values}
    return bool(connection.execute(update(JOB).where(*mine).values(**ended)).rowcount)


def _read(engine: Engine, query: Any) -> list[Job]:
    with engine.connect().execution_options(read_only=True) as connection:
        rows = connection.execute(query).all()
    names = Job.__dataclass_fields__
    found = [{name: getattr(row, name) for name in names} for row in rows]
    return [Job(**{**one, "state": JobState(one["state"]), "result": one["result"] or {}}) for one in found]
