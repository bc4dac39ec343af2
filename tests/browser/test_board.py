"""The board, quality, practice and reports with a browser: live, readable at any size, clean for axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import update

from emma.desk import attending, notices
from emma.desk.context import Desk
from emma.handoffs.ending import EndReason
from emma.handoffs.presence import set_presence
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.reporting import reviews
from emma.web.app import create_app
from emma.web.events import DESK
from emma.words import PresenceState
from tests.axe import violations
from tests.desk import waiting
from tests.processes import settings_in
from tests.server import serving
from tests.staff import person

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGES = ("/desk/board", "/desk/quality", "/desk/practice", "/reports")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A busy desk without a model."""
    app = create_app(settings_in(tmp_path_factory.mktemp("board"), sign_ins_per_minute=1000), load=False)
    busy(app.state.process.desk)
    yield app
    app.state.process.close()


@pytest.fixture(scope="module")
def served(chromium: str, demonstration: FastAPI) -> Iterator[str]:
    """Its address."""
    with serving(demonstration) as base:
        yield base


def busy(desk: Desk) -> None:
    """Ben and Cora serve, some wait, one in danger, a month lies behind, Ben has a card, a notice stands."""
    engine, moment = desk.engine, now()
    ben, cora, dana = (person(engine, login) for login in ("ben", "cora", "dana"))
    for number in range(60):
        handoff_id = waiting(
            engine, since=moment - timedelta(hours=7 * number), topic="fees" if number % 3 else "forms"
        )
        served_at = moment - timedelta(hours=7 * number) + timedelta(minutes=number % 14)
        values = {"state": "resolved", "agent_id": ben.id, "claimed_at": served_at, "ended_at": served_at,
                  "end_reason": "answered", "promised_wait": 9}  # fmt: skip
        with engine.begin() as connection:
            connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(**values))
    for one in (ben, cora):
        with engine.begin() as connection:
            set_presence(connection, one.id, PresenceState.HERE, moment=moment + timedelta(hours=2))
    for one in (ben, ben, cora):
        attending.claim(desk, one, waiting(engine))
    waiting(engine, since=moment - timedelta(minutes=12), safety=True)
    waiting(
        engine, since=moment - timedelta(minutes=3), language="es", tier="supervisor", topic="green_card_replacement"
    )
    done = waiting(engine)
    attending.claim(desk, ben, done)
    attending.resolve(desk, ben, done, EndReason.ANSWERED)
    reviews.review(desk, dana, done, dict.fromkeys(reviews.CRITERIA, 4), "Short sentences, well done.")
    ends = moment + timedelta(hours=4)
    notices.post(desk, dana, "everybody", "Newark closed today: snow.", "Newark cerrada hoy por nieve.", ends)


def as_dana(open_page: Open, path: str = "/desk/board", **options: object) -> Page:
    """The supervisor's page, signed in with one click."""
    page = open_page(f"/sign-in?next={path}", **options)
    page.locator("form[action='/sign-in/demo/supervisor'] button").click()
    page.wait_for_url(f"**{path}")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(open_page: Open, language: str, scheme: str) -> None:
    page = as_dana(open_page, color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce")
    for path in PAGES:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        for summary in page.locator("main summary").all():
            summary.click()
        assert (path, violations(page)) == (path, [])
    page.goto("/desk/quality")
    page.locator("a[href^='/desk/quality/']").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = as_dana(open_page, viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_who_joins_the_line_appears_and_an_open_form_is_left_alone(open_page: Open, demonstration: FastAPI) -> None:
    page = as_dana(open_page)
    tile = page.locator(".tiles dd").first
    before = int(tile.inner_text())
    page.locator(".talk-row summary").first.click()
    waiting(demonstration.state.process.desk.engine)
    demonstration.state.events.wake(DESK)
    expect(tile).to_have_text(str(before + 1), timeout=8000)  # sooner than the question every 15 seconds
    expect(page.locator(".talk-row details").first).to_have_attribute("open", "")


def test_alerts_are_in_the_title_and_said_once(open_page: Open) -> None:
    page = as_dana(open_page)
    expect(page.locator("#announce")).to_contain_text("1 visitor in danger waits.")
    assert page.title().startswith("(")


def test_dana_whispers_without_leaving_the_keyboard(open_page: Open) -> None:
    page = as_dana(open_page)
    row = page.locator(".talk-row", has_text="with Cora")
    row.locator("summary").press("Enter")
    row.get_by_label("Whisper to Cora").fill("Ask for the form first.")
    row.get_by_label("Whisper to Cora").press("Enter")
    expect(page.get_by_text("The agent reads your whisper.")).to_be_visible()


def test_the_board_works_without_scripts(open_page: Open) -> None:
    page = as_dana(open_page, java_script_enabled=False)
    page.get_by_label("Text in English").fill("Room 5 is closed.")
    page.get_by_label("Text in Spanish").fill("La sala 5 está cerrada.")
    page.get_by_role("button", name="Show the notice").click()
    expect(page.locator(".notice", has_text="Room 5 is closed.")).to_be_visible()
    page.get_by_role("button", name="Take down: Room 5 is closed.").click()
    expect(page.locator(".notice", has_text="Room 5 is closed.")).to_have_count(0)
