"""/studio/train in a browser: a training is started, followed, stopped, read; readable at any size, clean for axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import update

from emma.models.base import now
from emma.settings import Settings
from emma.training import jobs
from emma.training.job_process import run
from emma.training.job_progress import JobProgress
from emma.training.jobs import JOB, JobState
from emma.training.releases import add_release
from emma.web.app import create_app
from tests.axe import violations
from tests.browser.desk import sign_in
from tests.server import serving
from tests.small_project import small

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGE = "/studio/train"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The small project without a model: its live release is only a row and a snapshot, of which two articles differ."""
    settings = small(tmp_path_factory.mktemp("studio"), sign_ins_per_minute=1000)
    app = create_app(settings, load=False)
    settings.models.mkdir()
    (settings.models / "release-1.tar.gz").write_bytes(b"model")
    add_release(app.state.process.engine, "release-1", settings.models / "release-1.tar.gz", {})
    shutil.copytree(settings.data, settings.models / "release-1-data")
    for slug in ("civics-test", "fee-waiver"):
        article = next((settings.data / "knowledge").rglob(f"{slug}.md"))
        article.write_text(article.read_text(encoding="utf-8") + "\nY más.\n", encoding="utf-8")
    yield app
    app.state.process.close()


@pytest.fixture(scope="module")
def served(chromium: str, studio: FastAPI) -> Iterator[str]:
    """Its address."""
    with serving(studio) as base:
        yield base


@pytest.fixture(autouse=True)
def _nothing_starts(studio: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process is started: the test is the job's process. Afterwards nothing runs."""
    monkeypatch.setattr("emma.training.job_starting.launch", lambda *given: None)
    yield
    with studio.state.process.engine.begin() as connection:
        alive = JOB.c.slot.is_not(None)
        connection.execute(update(JOB).where(alive).values(state=JobState.CANCELLED, slot=None, ended_at=now()))


def trainer(open_page: Open, to: str = PAGE, **options: object) -> Page:
    return sign_in(open_page("/healthz", **options), "trainer", to)


def begun(studio: FastAPI) -> tuple[int, JobProgress]:
    """A job whose process has just begun."""
    engine, settings = studio.state.process.engine, studio.state.process.settings
    job_id = jobs.start(engine, settings, jobs.TRAIN, "teo", "spring fees")
    return job_id, running(studio, job_id)


def running(studio: FastAPI, job_id: int) -> JobProgress:
    engine = studio.state.process.engine
    with engine.begin() as connection:
        values = {"state": JobState.RUNNING, "started_at": now(), "beat_at": now()}
        connection.execute(update(JOB).where(JOB.c.id == job_id).values(**values))
    progress = JobProgress(engine, job_id)
    progress("snapshot", 0, 1)
    progress("training", 0, 1)
    return progress


def finished(studio: FastAPI, job_id: int, settings: Settings, release: str = "release-2") -> None:
    """Its process does its work."""
    engine = studio.state.process.engine
    with engine.begin() as connection:
        connection.execute(update(JOB).where(JOB.c.id == job_id).values(state=JobState.QUEUED))
    run(engine, settings, job_id, {jobs.TRAIN: lambda *given: {"release": release}})


def test_a_training_is_started_followed_and_leads_to_its_release(studio: FastAPI, open_page: Open) -> None:
    page = trainer(open_page)
    expect(page.locator("caption", has_text="Articles (2)")).to_be_visible()
    expect(page.locator("a[href='/studio/articles/civics-test']")).to_be_visible()
    page.get_by_label("Note").fill("spring fees")
    page.get_by_role("button", name="Train a release").click()
    expect(page.locator("#job")).to_contain_text("waits")
    job_id = int(page.url.rsplit("/", 1)[1])
    progress = running(studio, job_id)
    expect(page.locator(".job-now")).to_contain_text("Training")
    expect(page.locator("#job-said")).to_have_text("Training")
    progress("evaluating", 40, 80)
    expect(page.locator(".job-now")).to_contain_text("40 of 80")
    expect(page.locator(".job-percent")).not_to_have_text("0 %")
    expect(page.locator(".job-log")).to_contain_text("evaluating")
    page.locator(".job-log").focus()
    progress("packing", 0, 1)
    expect(page.locator(".job-now")).to_contain_text("Packing")
    expect(page.locator(".job-log")).to_be_focused()
    finished(studio, job_id, studio.state.process.settings)
    expect(page.get_by_role("link", name="Look at release release-2")).to_be_visible()
    expect(page.locator("#job-acts")).to_be_hidden()
    page.goto(PAGE)
    expect(
        page.locator("table", has_text="spring fees").locator("a[href='/studio/releases/release-2']")
    ).to_be_visible()


def test_it_is_stopped_only_after_a_second_question(studio: FastAPI, open_page: Open) -> None:
    job_id, _ = begun(studio)
    page = trainer(open_page)
    expect(page.get_by_role("button", name="Yes, stop it")).to_be_hidden()
    page.get_by_text("Stop this job").click()
    page.get_by_role("button", name="Yes, stop it").click()
    expect(page.locator(".job-now")).to_contain_text("Stopping")
    with studio.state.process.engine.begin() as connection:
        jobs.finish(connection, job_id, JobState.CANCELLED)
    expect(page.locator("#job")).to_contain_text("The job was stopped")


def test_without_scripts_a_link_shows_how_far_it_is(studio: FastAPI, open_page: Open) -> None:
    _, progress = begun(studio)
    page = trainer(open_page, java_script_enabled=False)
    page.get_by_role("link", name="Show how far it is now").click()
    progress("indexing", 0, 1)
    page.get_by_role("link", name="Show how far it is now").click()
    expect(page.locator(".job-now")).to_contain_text("Indexing")


def test_a_failure_says_what_happened_and_that_the_live_release_goes_on(studio: FastAPI, open_page: Open) -> None:
    job_id, _ = begun(studio)
    page = trainer(open_page, f"{PAGE}/{job_id}")
    with studio.state.process.engine.begin() as connection:
        jobs.finish(connection, job_id, JobState.FAILED, problem=jobs.Problem.DISK)
    expect(page.locator("#job .problem")).to_contain_text("The disk is full")
    expect(page.locator("#job .problem")).to_contain_text("the live release goes on")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_is_clean_for_axe_and_needs_no_scrolling_sideways(
    studio: FastAPI, open_page: Open, scheme: str, width: int
) -> None:
    page = trainer(open_page, color_scheme=scheme, viewport={"width": width, "height": 800})
    clean(page)
    job_id, progress = begun(studio)
    progress("evaluating", 40, 80)
    page.goto(PAGE)
    page.get_by_text("Stop this job").click()
    clean(page)
    with studio.state.process.engine.begin() as connection:
        jobs.finish(connection, job_id, JobState.FAILED, problem=jobs.Problem.LOST)
    page.goto(f"{PAGE}/{job_id}?lang=es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    clean(page)


def clean(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
