"""Jobs in the background: one at a time, alive without whoever started them, ended cleanly whatever happens."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import Conflict, Invalid, JobRuns, KnowledgeError, NoRoom, NotFound
from emma.models.base import now
from emma.settings import ROOT, Settings
from emma.training import jobs
from emma.training.job_estimate import standing
from emma.training.job_process import problem_of, run
from emma.training.job_progress import LONGEST_LOG, Cancelled, JobProgress
from emma.training.job_starting import clear_up, environment, log_file, scratch
from emma.training.jobs import JOB, JobState, Problem
from emma.training.releases import add_release
from emma.training.self_check import start_nightly
from emma.training.train import clear_leftovers
from emma.web.app import create_app
from emma.web.training_watcher import watch_jobs
from tests.small_project import small
from tests.staff import Staff

SOON = 90.0  # s for anything a process of its own has to do
NIGHT, DAY = datetime(2026, 3, 1, 2, 30), datetime(2026, 3, 1, 14, 30)
Body = Callable[..., Mapping[str, Any]]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[tuple[Settings, Engine]]:
    """The small project with a migrated database of its own."""
    settings = small(tmp_path)
    engine = open_engine(settings.database)
    migrate(engine)
    yield settings, engine
    running = jobs.alive(engine)
    if running is not None:
        jobs.cancel(engine, running.id, "teo")
        ended(engine, running.id)
    engine.dispose()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started: a queued job stays queued."""
    monkeypatch.setattr("emma.training.job_starting.launch", lambda *given: None)


def queued(engine: Engine, settings: Settings, kind: str = jobs.TRAIN) -> int:
    return jobs.start(engine, settings, kind, "teo", "spring")


def until(engine: Engine, job_id: int, what: Callable[[jobs.Job], bool]) -> jobs.Job:
    patience = time.monotonic() + SOON
    while not what(found := jobs.job(engine, job_id)):
        assert time.monotonic() < patience, found
        time.sleep(0.1)
    return found


def ended(engine: Engine, job_id: int) -> jobs.Job:
    return until(engine, job_id, lambda one: one.over)


def pid_of(engine: Engine, job_id: int) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(JOB.c.pid).where(JOB.c.id == job_id)).scalar_one())


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_gone(pid: int) -> None:
    patience = time.monotonic() + 10
    while not gone(pid):
        assert time.monotonic() < patience
        time.sleep(0.05)


# --- one at a time ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("still")
def test_there_is_one_job_at_a_time_and_its_end_frees_the_slot(engine: Engine, settings: Settings) -> None:
    first = queued(engine, settings)
    with pytest.raises(JobRuns):
        queued(engine, settings, jobs.CROSSVALIDATE)
    jobs.cancel(engine, first, "teo")
    assert jobs.job(engine, first).state is JobState.CANCELLED
    assert queued(engine, settings) > first


@pytest.mark.usefixtures("still")
def test_unknown_work_and_too_long_a_note_are_refused(engine: Engine, settings: Settings) -> None:
    for kind, note in (("dance", ""), (jobs.TRAIN, "x" * 501)):
        with pytest.raises(Invalid):
            jobs.start(engine, settings, kind, "teo", note)
    assert jobs.alive(engine) is None
    with pytest.raises(NotFound):
        jobs.cancel(engine, 77, "teo")


@pytest.mark.usefixtures("still")
def test_a_job_without_signs_of_life_is_lost_and_the_next_one_may_start(engine: Engine, settings: Settings) -> None:
    job_id = queued(engine, settings)
    assert jobs.mark_lost(engine) == []
    with engine.begin() as connection:
        late = now() - timedelta(seconds=31)
        connection.execute(update(JOB).values(state=JobState.RUNNING, beat_at=late))
    assert jobs.mark_lost(engine) == [job_id]
    lost = jobs.job(engine, job_id)
    assert (lost.state, lost.problem) == (JobState.FAILED, Problem.LOST)
    assert queued(engine, settings) > job_id
    with pytest.raises(Conflict):
        jobs.cancel(engine, job_id, "teo")


def test_a_process_that_cannot_start_is_said_and_frees_the_slot(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    job_id = queued(engine, settings)
    assert jobs.job(engine, job_id).problem == Problem.START
    assert jobs.alive(engine) is None
    assert not scratch(settings, job_id).exists()


# --- how it ends, in this process ------------------------------------------------------------------------------------


def done_with(engine: Engine, settings: Settings, body: Body, monkeypatch: pytest.MonkeyPatch) -> jobs.Job:
    """Run one job here, with `body` as its work."""
    monkeypatch.setattr("os.nice", lambda by: 0)
    job_id = queued(engine, settings)
    run(engine, settings, job_id, {jobs.TRAIN: body})
    return jobs.job(engine, job_id)


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (MemoryError(), Problem.MEMORY),
        (OSError(errno.ENOSPC, "No space left on device"), Problem.DISK),
        (NoRoom("The disk is full"), Problem.DISK),
        (KnowledgeError("fees.csv: line 3: amount: is missing"), Problem.DATA),
        (RuntimeError("ask about A123456789"), Problem.ERROR),
        (SystemExit(2), Problem.ERROR),
    ],
)
def test_each_failure_has_its_name_frees_the_slot_and_leaves_no_file(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, error: BaseException, problem: Problem
) -> None:
    def body(engine: Engine, settings: Settings, mine: jobs.Job, progress: JobProgress) -> Mapping[str, Any]:
        (scratch(settings, mine.id) / "half a model").write_bytes(b"x" * 1000)
        progress("training", 1, 2)
        raise error

    found = done_with(engine, settings, body, monkeypatch)
    assert (found.state, found.problem) == (JobState.FAILED, problem)
    assert jobs.alive(engine) is None
    assert not scratch(settings, found.id).exists()
    assert ("fees.csv: line 3" in found.log) is (problem is Problem.DATA)
    assert "A123456789" not in found.log


def test_a_problem_that_rasa_wrapped_is_still_known() -> None:
    wrapped = RuntimeError("Error running graph component")
    wrapped.__cause__ = OSError(errno.ENOSPC, "full")
    assert problem_of(wrapped) is Problem.DISK


@pytest.mark.usefixtures("still")
def test_what_the_work_gives_is_kept_with_the_seconds_of_its_stages(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[jobs.Job] = []

    def body(engine: Engine, settings: Settings, mine: jobs.Job, progress: JobProgress) -> Mapping[str, Any]:
        for stage in ("snapshot", "training", "packing"):
            progress(stage, 0, 3)
            progress(stage, 3, 3)
            seen.append(jobs.job(engine, mine.id))
        return {"release": "release-1", "rows": 3}

    found = done_with(engine, settings, body, monkeypatch)
    assert [(one.state, one.stage, one.done) for one in seen][1] == (JobState.RUNNING, "training", 3)
    assert (found.state, found.release) == (JobState.DONE, "release-1")
    assert found.result["rows"] == 3
    assert list(found.result["stages"]) == ["snapshot", "training", "packing"]
    assert [line.split(" ", 1)[1] for line in found.log.splitlines()] == ["snapshot", "training", "packing"]
    again = queued(engine, settings)
    where = standing(engine, jobs.job(engine, again))
    assert [name for name, _, _ in where.stages] == ["snapshot", "training", "packing"], "as the last one had them"
    assert where.left is not None


@pytest.mark.usefixtures("still")
def test_cancelled_while_it_works_it_stops_at_its_next_step(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def body(engine: Engine, settings: Settings, mine: jobs.Job, progress: JobProgress) -> Mapping[str, Any]:
        progress("training", 0, 2)
        jobs.cancel(engine, mine.id, "teo")
        progress("packing", 0, 1)
        raise AssertionError("it went on")

    found = done_with(engine, settings, body, monkeypatch)
    assert (found.state, found.problem) == (JobState.CANCELLED, None)


@pytest.mark.usefixtures("still")
def test_one_that_others_gave_up_neither_goes_on_nor_ends_twice(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def body(engine: Engine, settings: Settings, mine: jobs.Job, progress: JobProgress) -> Mapping[str, Any]:
        assert jobs.mark_lost(engine, now() + timedelta(minutes=5)) == [mine.id]
        with pytest.raises(Cancelled):
            progress("packing", 0, 1)
        return {"release": "release-late"}

    found = done_with(engine, settings, body, monkeypatch)
    assert (found.state, found.problem, found.release) == (JobState.FAILED, Problem.LOST, None)


@pytest.mark.usefixtures("still")
def test_the_log_is_bounded(engine: Engine, settings: Settings) -> None:
    progress = JobProgress(engine, queued(engine, settings))
    for number in range(3000):
        progress.note(f"line {number} of many")
    assert len(progress.log) <= LONGEST_LOG
    assert progress.log.splitlines()[-1].endswith("line 2999 of many")


@pytest.mark.usefixtures("still")
def test_a_job_that_was_cancelled_before_it_began_never_begins(engine: Engine, settings: Settings) -> None:
    job_id = queued(engine, settings)
    jobs.cancel(engine, job_id, "teo")
    assert run(engine, settings, job_id, {}) == 1


# --- a process of its own --------------------------------------------------------------------------------------------


def test_the_process_reads_the_very_settings_of_the_one_that_starts_it(
    project: tuple[Settings, Engine], tmp_path: Path
) -> None:
    settings, _ = project
    own = environment(settings.model_copy(update={"self_check": True}), 1)
    asked = "from emma.settings import current; print(current().model_dump_json())"
    said = subprocess.run(
        [sys.executable, "-c", asked], env=own, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    read = Settings.model_validate_json(said)
    assert read == settings.model_copy(update={"self_check": True})


def test_a_real_training_runs_in_the_background_and_says_how_far_it_is(project: tuple[Settings, Engine]) -> None:
    settings, engine = project
    job_id = queued(engine, settings)
    running = until(engine, job_id, lambda one: one.stage == "training" or one.over)
    assert running.state is JobState.RUNNING
    patience = time.monotonic() + 240
    while not (found := jobs.job(engine, job_id)).over:
        assert time.monotonic() < patience
        time.sleep(0.3)
    assert found.state is JobState.DONE, (found.log, log_file(settings, job_id).read_text()[-2000:])
    assert found.release
    assert (settings.models / f"{found.release}.tar.gz").exists()
    assert found.result["stages"]["training"] > 1
    assert not scratch(settings, job_id).exists()


def test_it_goes_on_when_the_process_that_started_it_ends(project: tuple[Settings, Engine]) -> None:
    settings, engine = project
    starter = (
        "from emma.db.engine import open_engine; from emma.settings import current; from emma.training import jobs\n"
        "print(jobs.start(open_engine(current().database), current(), 'crossvalidate', 'teo'))"
    )
    web = subprocess.run(
        [sys.executable, "-c", starter], env=environment(settings, 0), cwd=ROOT, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    job_id = int(web.stdout)
    assert not jobs.job(engine, job_id).over
    found = ended(engine, job_id)
    assert found.state is JobState.DONE, (found.log, log_file(settings, job_id).read_text()[-2000:])
    assert found.result["held"] > 0


def test_killed_it_is_lost_at_once_and_leaves_nothing_behind(project: tuple[Settings, Engine]) -> None:
    settings, engine = project
    job_id = queued(engine, settings)
    until(engine, job_id, lambda one: one.stage == "training")
    assert list(settings.models.glob(".making-*"))
    os.kill(pid_of(engine, job_id), signal.SIGKILL)
    found = ended(engine, job_id)
    assert (found.state, found.problem) == (JobState.FAILED, Problem.LOST)
    patience = time.monotonic() + 20
    while (
        left := [*settings.models.iterdir(), *(settings.var / "jobs").glob("*.tmp")]
    ) and time.monotonic() < patience:
        time.sleep(0.5)
        clear_up(engine, settings)
    assert left == []


def test_cancelled_its_process_ends_within_seconds(project: tuple[Settings, Engine]) -> None:
    settings, engine = project
    job_id = queued(engine, settings)
    until(engine, job_id, lambda one: one.stage == "training")
    pid = pid_of(engine, job_id)
    began = time.monotonic()
    jobs.cancel(engine, job_id, "teo")
    found = ended(engine, job_id)
    wait_gone(pid)
    assert (found.state, found.problem) == (JobState.CANCELLED, None)
    assert time.monotonic() - began < 10
    assert not scratch(settings, job_id).exists()


@pytest.mark.usefixtures("still")
def test_what_a_killed_training_had_finished_goes_too_but_nothing_of_a_release(
    engine: Engine, settings: Settings
) -> None:
    models = settings.var / "models"
    for version in ("release-1", "release-2"):
        for folder in (f".making-{version}", f"{version}-index", f"{version}-data"):
            (models / folder).mkdir(parents=True)
        (models / f"{version}.tar.gz").write_bytes(b"model")
        long_ago = time.time() - 60
        os.utime(models / f".making-{version}", (long_ago, long_ago))
    (models / ".making-release-3").mkdir()
    add_release(engine, "release-1", models / "release-1.tar.gz", {})
    clear_leftovers(engine, models)
    left = sorted(path.name for path in models.iterdir())
    assert left == [".making-release-3", "release-1-data", "release-1-index", "release-1.tar.gz"]


@pytest.mark.usefixtures("still")
def test_every_web_process_ends_what_is_lost_and_clears_up(teo: Staff) -> None:
    process = teo.client.app.state.process  # type: ignore[attr-defined]
    job_id = queued(process.engine, process.settings)
    scratch(process.settings, job_id).mkdir(parents=True)
    watch_jobs(process)
    assert scratch(process.settings, job_id).exists(), "it may still begin"
    with process.engine.begin() as connection:
        connection.execute(update(JOB).values(created_at=now() - timedelta(minutes=2)))
    watch_jobs(process)
    assert jobs.job(process.engine, job_id).problem == Problem.LOST
    assert not scratch(process.settings, job_id).exists()


# --- by night --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("still")
def test_the_self_check_starts_once_a_night_and_only_where_it_is_switched_on(
    engine: Engine, settings: Settings
) -> None:
    on = settings.model_copy(update={"self_check": True})
    assert start_nightly(engine, settings, NIGHT) is None
    assert start_nightly(engine, on, DAY) is None
    started = start_nightly(engine, on, NIGHT)
    assert started is not None
    assert jobs.job(engine, started).kind == jobs.CROSSVALIDATE
    jobs.cancel(engine, started, "teo")
    assert start_nightly(engine, on, NIGHT) is None


@pytest.mark.usefixtures("still")
def test_the_self_check_waits_while_a_training_runs(engine: Engine, settings: Settings) -> None:
    on = settings.model_copy(update={"self_check": True})
    queued(engine, settings)
    assert start_nightly(engine, on, NIGHT) is None
    assert len(jobs.recent(engine)) == 1


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def teo(project: tuple[Settings, Engine]) -> Iterator[Staff]:
    """Teo the trainer at the small project, without a model."""
    settings, _ = project
    app = create_app(settings, load=False)
    yield Staff(TestClient(app, raise_server_exceptions=False, follow_redirects=False), app.state.process.engine, "teo")
    app.state.process.close()


def sent(teo: Staff, path: str, **fields: str) -> Any:
    return teo.client.post(path, data=fields, headers={**teo.headers, "Accept": "text/html"})


@pytest.mark.usefixtures("still")
def test_the_page_starts_shows_and_stops_a_training(teo: Staff) -> None:
    assert "everything is trained" in teo.get("/studio/train").text
    started = sent(teo, "/studio/train", note="spring <b>fees</b>")
    assert started.status_code == 303
    page = started.headers["location"]
    job_id = int(page.rsplit("/", 1)[1])
    assert "spring &lt;b&gt;fees&lt;/b&gt;" in teo.get(page).text
    assert 'data-over="0"' in teo.get(f"{page}/part").text
    assert teo.get(f"/api/studio/jobs/{job_id}").json()["state"] == "queued"
    twice = sent(teo, "/studio/train")
    assert twice.status_code == 409
    assert "One job runs at a time" in twice.text
    assert sent(teo, f"{page}/cancel").status_code == 303
    assert "was stopped" in teo.get(page).text
    assert sent(teo, f"{page}/cancel").status_code == 409


@pytest.mark.usefixtures("still")
def test_an_error_in_the_files_stops_the_training_and_is_named(teo: Staff, project: tuple[Settings, Engine]) -> None:
    settings, _ = project
    article = next((settings.data / "knowledge").rglob("civics-test.md"))
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("https://", "http://"), encoding="utf-8")
    refused = sent(teo, "/studio/train")
    assert refused.status_code == 422
    assert "Nothing was started" in refused.text
    assert '<a href="/studio/articles/civics-test">' in refused.text
    article.write_text("---\nslug: [\n", encoding="utf-8")
    assert "civics-test.md" in teo.get("/studio/train").text
    assert jobs.recent(teo.engine) == []


@pytest.mark.usefixtures("still")
def test_the_page_lists_what_has_changed_since_the_live_release(teo: Staff, project: tuple[Settings, Engine]) -> None:
    settings, engine = project
    settings.models.mkdir()
    (settings.models / "release-1.tar.gz").write_bytes(b"model")
    add_release(engine, "release-1", settings.models / "release-1.tar.gz", {})
    assert "are not kept here" in teo.get("/studio/train").text
    shutil.copytree(settings.data, settings.models / "release-1-data")
    assert "Nothing has changed" in teo.get("/studio/train").text
    changed, removed = (
        next((settings.data / "knowledge").rglob(f"{slug}.md")) for slug in ("civics-test", "adit-stamp")
    )
    changed.write_text(changed.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    removed.unlink()
    page = " ".join(teo.get("/studio/train").text.partition('id="changes-heading"')[2].split())
    assert '<a href="/studio/articles/civics-test">civics-test</a></th> <td><span class="sign">changed' in page
    assert 'adit-stamp</th> <td><span class="sign warn">removed' in page
    assert '<a href="/studio/articles/adit-stamp">' not in page


@pytest.mark.usefixtures("still")
def test_only_trainers_and_administrators_train(teo: Staff) -> None:
    ben = Staff(teo.client, teo.engine, "ben")
    job_id = queued(teo.engine, _settings(teo))
    for path in ("/studio/train", f"/studio/train/{job_id}", f"/api/studio/jobs/{job_id}"):
        assert ben.get(path).status_code == 403
    assert ben.post("/studio/train").status_code == 403
    assert ben.post(f"/studio/train/{job_id}/cancel").status_code == 403
    assert not jobs.job(teo.engine, job_id).over
    assert teo.client.post("/studio/train", headers={"Cookie": teo.headers["Cookie"]}).status_code == 403


@pytest.mark.usefixtures("still")
def test_bad_numbers_are_not_found_or_invalid(teo: Staff) -> None:
    assert teo.get("/studio/train/999").status_code == 404
    assert teo.get("/api/studio/jobs/0").status_code == 422
    assert teo.get("/api/studio/jobs/99999999999999999999").status_code == 422
    assert sent(teo, "/studio/train", note="x" * 501).status_code == 422


def _settings(teo: Staff) -> Settings:
    return teo.client.app.state.process.settings  # type: ignore[attr-defined, no-any-return]
