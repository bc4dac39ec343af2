"""The studio's first page: what waits for whoever opens it, what changed, what is live, and one next step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.inbox.listing import open_counts
from emma.knowledge.articles import Standing
from emma.knowledge.findings import Finding
from emma.knowledge.lifecycle import records
from emma.settings import Settings
from emma.studio import files
from emma.studio.approving import Waiting, may_approve, waiting
from emma.training import jobs
from emma.training.changes import Changes, changes, hindrances
from emma.training.jobs import Job
from emma.training.releases import ReleaseRecord, releases
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.staff import trainer
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_people import names

router = APIRouter(include_in_schema=False)
PATIENCE = 0.7  # s to wait for the check of the knowledge; a page is not slower because of it
SHOWN = 8
Trainer = Annotated[Person, Depends(trainer)]


@dataclass(frozen=True)
class Desk:
    """What lies on the trainers' table. `problems` is None while the knowledge is being checked."""

    inbox: dict[str, int]
    stale: list[str]
    waiting: list[Waiting]
    mine: list[Waiting]
    expired: int
    due: int
    problems: list[Finding] | None
    changes: Changes
    running: Job | None
    last: Job | None
    live: ReleaseRecord | None
    newest: ReleaseRecord | None

    @property
    def changed(self) -> int:
        """Files that differ from what the live release was trained with."""
        return len(self.changes.articles) + len(self.changes.others)

    @property
    def next_step(self) -> tuple[str, str]:
        """The one thing to do now: its word and its page."""
        candidate = self.newest is not None and not self.newest.live
        steps = (
            ("watch", "/studio/train", self.running is not None),
            ("repair", "/studio/train", bool(self.problems)),
            ("first", "/studio/train", self.live is None and not candidate),
            ("approve", _page_of(self.mine[0]) if self.mine else "", bool(self.mine)),
            ("translate", "/studio/articles?problem=stale", bool(self.stale)),
            ("judge", f"/studio/releases/{self.newest.version if self.newest else ''}", candidate),
            ("train", "/studio/train", self.changed > 0),
            ("inbox", "/studio/inbox", bool(self.inbox)),
            ("review", "/studio/articles?problem=due", self.due > 0),
        )
        return next(((word, page) for word, page, holds in steps if holds), ("nothing", "/studio/try"))


@router.get("/studio")
def home(request: Request, person: Trainer) -> Response:
    """What waits for me."""
    process = process_of(request)
    desk = look(process.engine, process.settings, person)
    t = staff_texts(language_of(request))["studio"]["home"]
    return staff_page(
        request, "studio/home.html", desk=desk, who=names(process.engine, t["who"]), shown=SHOWN,
        pages={one.path: _page_of(one) for one in desk.waiting},
    )  # fmt: skip


def look(engine: Engine, settings: Settings, person: Person, today: date | None = None) -> Desk:
    """Read everything that waits."""
    today = today or date.today()
    with engine.connect().execution_options(read_only=True) as connection:
        inbox = open_counts(connection)
        newest = files.newest(connection, "knowledge/")
        articles = list(records(connection, today))
    open_files, made = waiting(engine, settings), releases(engine)
    return Desk(
        inbox=inbox,
        stale=sorted(path for path, version in newest.items() if version.stale and not version.removed),
        waiting=open_files,
        mine=[one for one in open_files if may_approve(engine, person, one.path)],
        expired=sum(one.standing is Standing.EXPIRED for one in articles),
        due=sum(one.due(today) for one in articles),
        problems=_problems_soon(settings.data, today),
        changes=changes(engine, settings),
        running=jobs.alive(engine),
        last=jobs.latest(engine, jobs.TRAIN),
        live=next((one for one in made if one.live), None),
        newest=_candidate(made),
    )


def _candidate(made: list[ReleaseRecord]) -> ReleaseRecord | None:
    """The newest release: a step only when it was made after the live one and never live."""
    first: Any = next(iter(made), None)
    return first if first is not None and first.promoted_at is None else next((one for one in made if one.live), None)


def _problems_soon(data: Path, today: date) -> list[Finding] | None:
    """The errors of the check when they are known within a moment; it goes on for the next look."""
    try:
        return _checker().submit(hindrances, data, today).result(PATIENCE)
    except TimeoutError:
        return None


@cache
def _checker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="knowledge-check")


def _page_of(one: Waiting) -> str:
    name = one.path.removesuffix(".csv")
    if one.slug:
        return f"/studio/articles/{one.slug}"
    return f"/studio/tables/{name}" if one.path.endswith(".csv") else "/studio/articles"
