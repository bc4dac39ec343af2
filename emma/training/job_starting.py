"""Starting the process of a job, with the settings of the one that starts it, and clearing up after those that ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from emma.settings import ROOT, Settings
from emma.training.jobs import JobState, Problem, alive, finish, lose

LOGS_KEPT = 20


def launch(engine: Engine, settings: Settings, job_id: int) -> None:
    """Start the process of a queued job in a session of its own. A process that cannot start is the job's problem."""
    try:
        folder = jobs_folder(settings)
        folder.mkdir(parents=True, exist_ok=True)
        scratch(settings, job_id).mkdir(exist_ok=True)
        with open(log_file(settings, job_id), "ab", opener=_private) as out:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "emma", "job", str(job_id)],
                cwd=ROOT, env=environment(settings, job_id), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
    except OSError:
        with engine.begin() as connection:
            finish(connection, job_id, JobState.FAILED, problem=Problem.START)
        shutil.rmtree(scratch(settings, job_id), ignore_errors=True)
        return
    threading.Thread(target=_wait_for, args=(engine, settings, job_id, process), daemon=True).start()


def environment(settings: Settings, job_id: int) -> dict[str, str]:
    """The environment in which `emma job` reads these very settings, those given in code too."""
    own = dict(os.environ)
    for name, value in settings:
        key = f"EMMA_{name.upper()}"
        if value is None:
            own.pop(key, None)
        else:
            own[key] = str(value.resolve() if isinstance(value, Path) else value)
    return {**own, "TMPDIR": str(scratch(settings, job_id).resolve())}


def clear_up(engine: Engine, settings: Settings) -> None:
    """Remove what ended jobs of this host left: their temporary files, and logs beyond the newest ones."""
    from emma.training.train import clear_leftovers

    folder = jobs_folder(settings)
    if not folder.is_dir():
        return
    clear_leftovers(engine, settings.models)
    found = list(folder.glob("*.tmp"))  # before the row is read: a job has its row before its folder
    running = alive(engine) if found else None
    for path in found:
        if running is None or path != scratch(settings, running.id):
            shutil.rmtree(path, ignore_errors=True)
    logs = sorted((path for path in folder.glob("*.log") if path.stem.isdigit()), key=lambda path: int(path.stem))
    for path in logs[:-LOGS_KEPT]:
        path.unlink(missing_ok=True)


def jobs_folder(settings: Settings) -> Path:
    """Where the files of jobs lie on this host."""
    return settings.var / "jobs"


def scratch(settings: Settings, job_id: int) -> Path:
    """A job's own folder for temporary files."""
    return jobs_folder(settings) / f"{job_id}.tmp"


def log_file(settings: Settings, job_id: int) -> Path:
    """What the process and its libraries print."""
    return jobs_folder(settings) / f"{job_id}.log"


def _wait_for(engine: Engine, settings: Settings, job_id: int, process: subprocess.Popen[bytes]) -> None:
    """Whoever started a process hears first that it was killed; where that one is gone, `mark_lost` finds out."""
    process.wait()
    with suppress(SQLAlchemyError):
        with engine.begin() as connection:
            lose(connection, job_id)
        clear_up(engine, settings)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
