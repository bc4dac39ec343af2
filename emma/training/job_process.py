"""The process of a job: claims it, gives signs of life, does the work, and says in the row how it ended."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from emma.errors import KnowledgeError, NoRoom
from emma.models.base import now
from emma.nlu.intent_model import TrainingError
from emma.settings import Settings
from emma.training.disk import FULL
from emma.training.job_progress import Cancelled, JobProgress
from emma.training.job_starting import log_file, scratch
from emma.training.jobs import BEAT, CROSSVALIDATE, JOB, TRAIN, Job, JobState, Problem, finish, job

Body = Callable[[Engine, Settings, Job, JobProgress], Mapping[str, Any]]
NICE = 5  # visitors come first
LARGEST_LOG = 1_000_000  # bytes of what libraries print
LONGEST_REASON = 1000
FULL_DATABASE = ("disk is full", "no space left on device")


def train_release(engine: Engine, settings: Settings, mine: Job, progress: JobProgress) -> Mapping[str, Any]:
    """Train a release. Gives its version."""
    from emma.training.train import train

    return {"release": train(engine, settings, progress, made_by=mine.made_by, note=mine.note)}


def crossvalidate_examples(engine: Engine, settings: Settings, mine: Job, progress: JobProgress) -> Mapping[str, Any]:
    """Look for labels that may be wrong. Gives the figures."""
    from emma.training.self_check import check

    return check(engine, settings, progress, seed=mine.id).as_result()


BODIES: Mapping[str, Body] = {TRAIN: train_release, CROSSVALIDATE: crossvalidate_examples}


def run(engine: Engine, settings: Settings, job_id: int, bodies: Mapping[str, Body] = BODIES) -> int:
    """Do a queued job. Gives the exit code of its process: 0 when it is done. Raises NotFound."""
    if not _claim(engine, job_id):
        return 1
    mine = job(engine, job_id)
    os.nice(NICE)
    progress = JobProgress(engine, job_id)
    folder = scratch(settings, job_id)
    folder.mkdir(parents=True, exist_ok=True)
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(engine, settings, job_id, over), daemon=True)
    beating.start()
    values: dict[str, Any] = {}
    try:
        values = {"state": JobState.DONE, "result": dict(bodies[mine.kind](engine, settings, mine, progress))}
    except Cancelled:
        values = {"state": JobState.CANCELLED}
    except BaseException as error:
        values = {"state": JobState.FAILED, "problem": problem_of(error)}
        progress.note(_reason(error))
        traceback.print_exc(file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # first: the row may need the room
        over.set()
        beating.join()
    result = {**values.pop("result", {}), "stages": progress.seconds()}
    ended = {"result": result, "log": progress.log, "release": result.pop("release", None)}
    with engine.begin() as connection:
        finish(connection, job_id, values.pop("state"), **values, **ended)
    return 0 if job(engine, job_id).state is JobState.DONE else 1


def problem_of(error: BaseException) -> Problem:
    """What kind of problem an exception is, by itself or by what caused it: Rasa wraps what its components raise."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        if isinstance(cause, MemoryError):
            return Problem.MEMORY
        if isinstance(cause, NoRoom) or (isinstance(cause, OSError) and cause.errno in FULL):
            return Problem.DISK
        if isinstance(cause, SQLAlchemyError) and any(words in str(cause).lower() for words in FULL_DATABASE):
            return Problem.DISK
        if isinstance(cause, KnowledgeError | TrainingError):
            return Problem.DATA
        cause = cause.__cause__ or cause.__context__
    return Problem.ERROR


def _reason(error: BaseException) -> str:
    """A line for the log: the words of our own errors, of others only the kind."""
    if isinstance(error, KnowledgeError | TrainingError):
        return f"{type(error).__name__}: {' '.join(str(error).split())[:LONGEST_REASON]}"
    return f"{problem_of(error)}: {type(error).__name__}"


def _claim(engine: Engine, job_id: int) -> bool:
    """Make it ours, unless it was cancelled before it began or is another process's."""
    waiting = (JOB.c.id == job_id, JOB.c.state == JobState.QUEUED)
    values = {"state": JobState.RUNNING, "pid": os.getpid(), "host": socket.gethostname()[:120]}
    with engine.begin() as connection:
        claimed = update(JOB).where(*waiting).values(**values, started_at=now(), beat_at=now())
        return bool(connection.execute(claimed).rowcount)


def _beat(engine: Engine, settings: Settings, job_id: int, over: threading.Event) -> None:
    """Every two seconds: still alive. Ends the work at once when it is cancelled, or given up for lost by others."""
    while not over.wait(BEAT):
        try:
            with engine.begin() as connection:
                mine = (JOB.c.id == job_id, JOB.c.state == JobState.RUNNING)
                ours = connection.execute(update(JOB).where(*mine).values(beat_at=now())).rowcount
                asked = connection.execute(select(JOB.c.cancelling).where(*mine)).scalar()
        except SQLAlchemyError:
            continue  # others wait for 30 s
        _bound(log_file(settings, job_id))
        if (asked or not ours) and os.getpgrp() == os.getpid():
            shutil.rmtree(scratch(settings, job_id), ignore_errors=True)
            with engine.begin() as connection:
                finish(connection, job_id, JobState.CANCELLED)
            os.killpg(os.getpgrp(), signal.SIGKILL)


def _bound(log: Path) -> None:
    """Its file is opened to append: emptied, it goes on from its beginning."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        os.truncate(log, 0)
