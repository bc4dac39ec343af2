"""The studio's first page and its releases in a browser: axe, narrow, dark, without scripts, promoted once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import start
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.training.promoting import make_live
from emma.web.app import create_app
from emma.words import Reason
from tests.attended import assistant_answered
from tests.axe import violations
from tests.browser.desk import sign_in
from tests.made_releases import answered_as_general, compared, made
from tests.server import serving
from tests.small_project import small

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGE = "/studio/releases"
OLD, NEW, BAD = "release-20261101-080000", "release-20261102-080000", "release-20261103-080000"
PAGES = ("/studio", PAGE, f"{PAGE}/{NEW}?intent=ask/renew-green-card", f"{PAGE}/{BAD}", f"{PAGE}/{OLD}")
PICTURES = os.environ.get("EMMA_PICTURES", "")  # a folder for screenshots, to be looked at


class Aside:
    """Loads nothing."""

    wanted = None

    def __init__(self, around: Any) -> None:
        self.around = around

    def aside(self, file: Path, version: str) -> AbstractContextManager[None]:
        return nullcontext()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """Three releases, the first one live; Ana's words go elsewhere with the second."""
    settings = small(tmp_path_factory.mktemp("studio"), sign_ins_per_minute=1000)
    engine = open_engine(settings.database)
    migrate(engine)
    made(engine, settings, OLD)
    make_live(engine, settings, OLD, "operator", "the first one", None)
    made(engine, settings, NEW, note="Two new articles")
    made(engine, settings, BAD, wrong=answered_as_general(Reason.CASE_SPECIFIC))
    ana = start(engine, "en").id
    assistant_answered(engine, ana, "renew-green-card")
    with engine.begin() as connection:
        seq = connection.execute(MESSAGE.select().where(MESSAGE.c.conversation_id == ana)).first().seq  # type: ignore[union-attr]
    told = {"outcome": "answered", "topic": "green_card_replacement"}
    moved = {"conversation_id": ana, "seq": seq, "before": {**told, "meaning": "ask/renew-green-card"},
             "after": {**told, "meaning": "ask/adit-stamp"}}  # fmt: skip
    compared(engine, settings, NEW, OLD, [moved])
    compared(engine, settings, BAD, OLD)
    engine.dispose()
    app = create_app(settings, load=False)
    app.state.process = replace(app.state.process, release=Aside(app.state.process.release.around))
    yield app
    app.state.process.close()


@pytest.fixture(scope="module")
def served(chromium: str, studio: FastAPI) -> Iterator[str]:
    """Its address."""
    with serving(studio) as base:
        yield base


def pictured(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def named(path: str) -> str:
    return path.partition("?")[0].strip("/").replace("/", "-")


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "es")])
def test_axe_finds_nothing(open_page: Open, scheme: str, language: str) -> None:
    page = sign_in(open_page("/healthz", color_scheme=scheme, locale=f"{language}-US"), "administrator", "/studio")
    for path in PAGES:
        page.goto(path)
        pictured(page, f"{named(path)}-{scheme}")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert (path, violations(page)) == (path, [])


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = sign_in(open_page("/healthz", viewport={"width": width, "height": 800}), "administrator", "/studio")
    for path in PAGES:
        page.goto(path)
        pictured(page, f"{named(path)}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page) == [], path


def test_teo_sees_why_the_gate_refuses_and_no_button_to_promote(open_page: Open) -> None:
    page = sign_in(open_page("/healthz"), "trainer", f"{PAGE}/{BAD}")
    expect(page.locator(".gate-said")).to_contain_text("It may not go live")
    expect(page.get_by_role("button", name="Promote")).to_have_count(0)
    expect(page.locator(".checks .fails q").first).to_be_visible()


def test_the_map_says_what_the_pointer_is_on(open_page: Open) -> None:
    page = sign_in(open_page("/healthz"), "trainer", f"{PAGE}/{NEW}")
    page.locator(".dot circle").nth(3).hover(force=True)
    expect(page.locator("[data-pointer] strong")).not_to_be_empty()
    page.get_by_label("Find an intent on the map").select_option("ask/renew-green-card")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".dot.chosen text")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_promote_and_roll_back_with_and_without_scripts(open_page: Open, scripts: bool) -> None:
    page = sign_in(open_page("/healthz", java_script_enabled=scripts), "trainer", f"{PAGE}/{NEW}")
    page.get_by_role("button", name="Promote").dblclick()
    expect(page.locator(".said")).to_have_text("It is live. Ask it something: Try it.")
    pictured(page, "promoted")
    page.goto(PAGE)
    page.locator("summary", has_text=f"Roll back to {OLD}").click()
    page.get_by_label("Why").fill("A wrong fee")
    page.get_by_role("button", name="Roll back now").click()
    expect(page.locator(".said")).to_contain_text("The release before is live again")
    expect(page.locator("tr.live")).to_contain_text(OLD)


def test_an_administrator_goes_past_the_gate_only_with_a_reason(open_page: Open) -> None:
    page = sign_in(open_page("/healthz"), "administrator", f"{PAGE}/{BAD}")
    page.locator("summary", has_text="Go live all the same").click()
    button = page.get_by_role("button", name="Go live against the gate")
    button.click()
    expect(page.locator("#override:invalid")).to_have_count(1)
    page.get_by_label("Why it must go live now").fill("The office moves tonight.")
    button.click()
    expect(page.locator("h1 .sign")).to_have_text("live")
    page.goto(PAGE)
    pictured(page, "overridden")
    page.locator("main summary").click()
    page.get_by_label("Why").fill("Back again")
    page.get_by_role("button", name="Roll back now").click()
    expect(page.locator("tr.live")).to_contain_text(OLD)


def test_what_a_visitor_wrote_is_accepted(open_page: Open) -> None:
    page = sign_in(open_page("/healthz"), "trainer", f"{PAGE}/{NEW}")
    expect(page.locator("#effect + .tally")).to_contain_text("1 of 212 messages would now go elsewhere")
    page.get_by_role("button", name="Message 1 is right so").click()
    expect(page.locator(".moved .sign")).to_have_text("accepted")
