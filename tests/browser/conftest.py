"""A real `emma serve` in a process of its own, and Debian's chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from emma.settings import ROOT
from tests.browser.desk import Served, served_desk
from tests.databases import copy_sqlite
from tests.processes import PLENTY, SECRET, prepared
from tests.stage import Stage, staged

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
START = 180  # s until the model has to be loaded
PATIENCE = 20_000  # ms for anything on a page

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser's path; where there is none the tests are skipped and say so, but never in CI."""
    found = shutil.which("chromium")
    if found is None and os.environ.get("CI"):
        pytest.fail("chromium is missing: `.ci/run` installs it")
    if found is None:
        pytest.skip("no chromium here: apt-get install chromium")
    return found


@contextmanager
def emma_serves(var: Path, **own: object) -> Iterator[str]:
    """The base URL of `emma serve` in a process of its own, once it has loaded its model. `own` are EMMA_* settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = {"VAR": var, "SECRET": SECRET, "WRITES_PER_MINUTE": PLENTY, "STARTS_PER_MINUTE": PLENTY, "TURN_TIMEOUT": 60,
             "DATABASE_URL": "", **own}  # fmt: skip
    environment = {**os.environ, **{f"EMMA_{key}": str(value) for key, value in known.items()}}
    log = var / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "emma", "serve", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=out, stderr=out,
        )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START
        while not ready(base):
            assert process.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < until, log.read_text()[-3000:]
            time.sleep(0.3)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="module")
def served(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of Emma with the live release, over her own copy of the seeded database."""
    var = tmp_path_factory.mktemp("served")
    copy_sqlite(prepared().var / "emma.db", var / "emma.db")
    with emma_serves(var) as base:
        yield base


@pytest.fixture(scope="module")
def stage(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Emma in this process with a scripted assistant, for what a model is not needed for."""
    with staged(tmp_path_factory.mktemp("staged")) as made:
        yield made


@pytest.fixture(scope="module")
def desk_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Emma in this process without a model, for the staff's side."""
    with served_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def desk(desk_server: Served) -> Iterator[Served]:
    """The same, empty again after each test."""
    yield desk_server
    desk_server.clear()


def ready(base: str) -> bool:
    """Whether the model is loaded."""
    try:
        with urlopen(f"{base}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def browser(chromium: str, served: str) -> Iterator[Browser]:
    """Chromium without a screen. After the server: while Playwright runs, no other event loop can start here."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, served: str) -> Iterator[Open]:
    """`open_page(path, **context options)`. No page may ask another host for anything or report an error."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []
    host = urlsplit(served).netloc

    def watch(request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != host:
            problems.append(f"asked {request.url}")

    def opened(path: str, **options: object) -> Page:
        context = browser.new_context(base_url=served, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("request", watch)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"failed: {error}"))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    # An error status of a page that a test asked for is written to the console as well.
    assert [problem for problem in problems if not problem.startswith("Failed to load resource")] == []
