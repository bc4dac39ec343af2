"""How far a job is and how long it may still take, by the seconds that each stage of the last such job took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Engine

from emma.models.base import now
from emma.training.jobs import CROSSVALIDATE, TRAIN, Job, JobState, latest

# Shares of a first job, about as they are on the shipped data.
USUAL: Mapping[str, Mapping[str, float]] = {
    TRAIN: {"snapshot": 1, "training": 60, "indexing": 6, "evaluating": 15, "packing": 3, "comparing": 15},
    CROSSVALIDATE: {"examples": 1, "features": 30, "repeats": 68, "filing": 1},
}
NEARLY = 0.95  # of a stage that takes longer than the last time


@dataclass(frozen=True)
class Standing:
    """`share` of the whole work, 0-1; seconds since the start; seconds left, None where nobody knows; each stage with
    `done`, `now` or `waiting` and its seconds once it is done."""

    share: float
    elapsed: float
    left: float | None
    stages: list[tuple[str, str, float | None]]


def standing(engine: Engine, job: Job, moment: datetime | None = None) -> Standing:
    """Where `job` is."""
    before = latest(engine, job.kind, JobState.DONE)
    measured = before.result.get("stages") if before is not None and before.id != job.id else None
    return stand(job, measured, moment or now())


def stand(job: Job, measured: Mapping[str, float] | None, moment: datetime) -> Standing:
    """The same with the seconds of the last job's stages, None for the first one."""
    expected = dict(measured or USUAL[job.kind])
    spent: dict[str, float] = job.result.get("stages", {})
    began = job.started_at or job.created_at
    elapsed = max(0.0, ((job.ended_at or moment) - began).total_seconds())
    names = list(dict.fromkeys([*expected, *spent, *([job.stage] if job.stage else [])]))
    stages = [(name, _state(job, name, spent), spent.get(name)) for name in names]
    if job.state is JobState.DONE:
        return Standing(1.0, elapsed, 0.0, stages)
    left = sum(expected.get(name, 0.0) for name, state, _ in stages if state == "waiting")
    if not job.over and job.stage:
        left += expected.get(job.stage, 0.0) * (1 - _part(job, expected.get(job.stage, 0.0) if measured else 0, moment))
    whole = sum(expected.values()) or 1.0
    return Standing(max(0.0, min(1.0, 1 - left / whole)), elapsed, left if measured and not job.over else None, stages)


def _state(job: Job, name: str, spent: Mapping[str, float]) -> str:
    if name == job.stage and not job.over:
        return "now"
    return "done" if name in spent else "waiting"


def _part(job: Job, seconds: float, moment: datetime) -> float:
    """How much of the present stage is behind: what it says itself, otherwise by the time it took before."""
    if job.total:
        return min(1.0, job.done / job.total)
    since = job.result.get("since")
    if not since or not seconds:
        return 0.0
    return min(NEARLY, (moment - datetime.fromisoformat(since)).total_seconds() / seconds)
