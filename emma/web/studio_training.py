"""The page /studio/train: what would be trained, starting it, how far it is, what came of it; a job as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts.people import Person
from emma.errors import EmmaError, Invalid
from emma.training import jobs
from emma.training.changes import changes, hindrances
from emma.training.job_estimate import standing
from emma.training.self_check import SCHEDULE
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.staff import trainer
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_people import names

router = APIRouter()
PAGE, API = "/studio/train", "/api/studio/jobs"
LARGEST_ID = 2**31 - 1
MINUTE = 60
Trainer = Annotated[Person, Depends(trainer)]
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get(PAGE, include_in_schema=False)
def train_page(request: Request, person: Trainer) -> Response:
    """What runs now, or what would be trained and the form to start it."""
    return _page(request)


@router.post(PAGE, include_in_schema=False)
def start(request: Request, person: Trainer, note: Annotated[str, Form()] = "") -> Response:
    """Start a training, unless an error in the files stands against it."""
    process = process_of(request)
    if hindrances(process.settings.data, date.today()):
        return _page(request, "problems", Invalid.status, note)
    try:
        job_id = jobs.start(process.engine, process.settings, jobs.TRAIN, person.id, note)
    except EmmaError as error:
        return _page(request, error.code, error.status, note)
    return RedirectResponse(f"{PAGE}/{job_id}", status_code=303)


@router.get(f"{PAGE}/{{job_id:int}}", include_in_schema=False)
def job_page(request: Request, job_id: Number, person: Trainer) -> Response:
    """One job, running or over."""
    return staff_page(request, "studio/train_job.html", part="train", **_job(request, job_id))


@router.get(f"{PAGE}/{{job_id:int}}/part", include_in_schema=False)
def job_part(request: Request, job_id: Number, person: Trainer) -> Response:
    """What changes of it, for the script that puts it in place."""
    return staff_page(request, "studio/_job.html", **_job(request, job_id))


@router.post(f"{PAGE}/{{job_id:int}}/cancel", include_in_schema=False)
def cancel(request: Request, job_id: Number, person: Trainer) -> Response:
    """Stop it."""
    try:
        jobs.cancel(process_of(request).engine, job_id, person.id)
    except EmmaError as error:
        return _page(request, error.code, error.status)
    return RedirectResponse(f"{PAGE}/{job_id}", status_code=303)


@router.get(f"{API}/{{job_id:int}}", tags=["studio"])
def job_as_json(request: Request, job_id: Number, person: Trainer) -> dict[str, Any]:
    """How far a job is: `share` 0-1 of the whole, `elapsed` and `left` in seconds (`left` null where not known)."""
    engine = process_of(request).engine
    found = jobs.job(engine, job_id)
    where = standing(engine, found)
    return {
        "id": found.id,
        "kind": found.kind,
        "state": found.state,
        "stage": found.stage,
        "done": found.done,
        "total": found.total,
        "share": round(where.share, 3),
        "elapsed": round(where.elapsed, 1),
        "left": None if where.left is None else round(where.left, 1),
        "problem": found.problem,
        "release": found.release,
        "log": found.log,
        "created_at": found.created_at,
        "ended_at": found.ended_at,
    }


def _page(request: Request, refused: str = "", code: int = 200, note: str = "") -> Response:
    process = process_of(request)
    running = jobs.alive(process.engine)
    earlier = _shown(request, [one for one in jobs.recent(process.engine) if one.over])
    context: dict[str, Any] = {"job": None}
    if running is not None:
        context = _job(request, running.id)
    else:
        context["changes"] = changes(process.engine, process.settings)
        context["problems"] = hindrances(process.settings.data, date.today())
    return staff_page(
        request, "studio/train.html", code,
        part="train", refused=refused, note=note[: jobs.LONGEST_NOTE], earlier=earlier, longest=jobs.LONGEST_NOTE,
        **context,
    )  # fmt: skip


def _job(request: Request, job_id: int) -> dict[str, Any]:
    return _shown(request, [jobs.job(process_of(request).engine, job_id)])[0]


def _shown(request: Request, found: Sequence[jobs.Job]) -> list[dict[str, Any]]:
    """Jobs for a template: `job`, `where` it stands, its `elapsed` and `left` time and `by` in words."""
    t = staff_texts(language_of(request))["studio"]["train"]
    engine = process_of(request).engine
    name = names(engine, t)
    shown = []
    for one in found:
        where = standing(engine, one)
        shown.append(
            {
                "job": one,
                "where": where,
                "elapsed": _time(where.elapsed, t),
                "left": None if where.left is None else _time(where.left, t),
                "by": t["schedule"] if one.made_by == SCHEDULE else name(one.made_by),
            }
        )
    return shown


def _time(seconds: float, t: dict[str, Any]) -> str:
    """A length of time in words: seconds up to two minutes, then minutes."""
    if seconds < 2 * MINUTE:
        return str(t["job"]["seconds"].format(n=round(seconds)))
    return str(t["job"]["minutes"].format(n=round(seconds / MINUTE)))
