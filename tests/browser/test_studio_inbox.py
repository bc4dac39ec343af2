"""The trainers' inbox with a browser: keys, focus and what is said, without scripts, at any size, clean for axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from emma.inbox.filing import INBOX
from emma.knowledge.seed import seed
from emma.models.base import now
from emma.studio.examples import intents
from emma.web.app import create_app
from tests.axe import violations
from tests.inbox import filed
from tests.server import serving
from tests.small_project import small

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGE = "/studio/inbox"
RENEW, CIVICS = "ask/renew-green-card", "ask/civics-test"
CARD = "my plastic card is about to run out what now"
PARROT = "can my parrot live with me while i wait"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A small project without a model."""
    app = create_app(small(tmp_path_factory.mktemp("inbox"), sign_ins_per_minute=1000), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    yield app
    app.state.process.close()


@pytest.fixture(scope="module")
def served(chromium: str, demonstration: FastAPI) -> Iterator[str]:
    """Its address."""
    with serving(demonstration) as base:
        yield base


@pytest.fixture
def full(demonstration: FastAPI) -> FastAPI:
    """An inbox with every kind of item, the card three times."""
    engine, moment = demonstration.state.process.engine, now()
    with engine.begin() as connection:
        connection.execute(INBOX.delete())
    guess = {"predicted": RENEW, "second": CIVICS, "confidence": 0.9}
    filed(engine, CARD, created_at=moment - timedelta(days=9), **guess)
    filed(engine, f"{CARD}?", "low", created_at=moment - timedelta(days=2), **guess)
    filed(engine, "¿qué hago si mi tarjeta de plástico está por vencer?", "close", "es", created_at=moment, **guess)
    filed(engine, PARROT, created_at=moment - timedelta(hours=1))
    filed(
        engine, "how many questions are on the civics exam for my [name]", "corrected", predicted="renew-green-card",
        article="civics-test", right_answer="Ten questions of one hundred; six right answers pass.",
        created_at=moment - timedelta(hours=2),
    )  # fmt: skip
    filed(engine, "and then they told me " * 30, "unhelpful", predicted=CIVICS, created_at=moment - timedelta(hours=3))
    label = next(iter(intents(demonstration.state.process.settings)[RENEW]["en"]))
    filed(engine, label, "label", predicted=CIVICS, second=RENEW, created_at=moment - timedelta(hours=4))
    filed(engine, "Civics test (naturalization, 2026-10-01)", "expired_article", article="civics-test",
          created_at=moment - timedelta(hours=5))  # fmt: skip
    return demonstration


def as_teo(open_page: Open, path: str = PAGE, **options: object) -> Page:
    """The trainer's page, signed in with one click."""
    page = open_page(f"/sign-in?next={path}", **options)
    page.locator("form[action='/sign-in/demo/trainer'] button").click()
    page.wait_for_url(f"**{path}")
    return page


def unfolded(page: Page) -> Page:
    """Everything that can be opened is open."""
    for summary in page.locator("main summary").all():
        summary.click()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(open_page: Open, full: FastAPI, language: str, scheme: str) -> None:
    page = as_teo(open_page, color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert violations(unfolded(page)) == []
    page.locator("#keys-button").click()
    assert violations(page) == []
    page.locator("#keys-close").click()
    page.keyboard.press("x")
    expect(page.locator("#undo")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{PAGE}/decided")
    assert violations(page) == []
    page.goto(PAGE)
    page.locator("#several button[value=ignore]:visible").click()
    expect(page.locator(".problem")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_cut_off_at_any_width(open_page: Open, full: FastAPI, width: int) -> None:
    page = unfolded(as_teo(open_page, viewport={"width": width, "height": 800}))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.keyboard.press("x")
    page.goto(f"{PAGE}/decided")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_decide_the_focus_goes_on_and_it_is_said(open_page: Open, full: FastAPI) -> None:
    settings = full.state.process.settings
    page = as_teo(open_page)
    expect(page.locator("#group-0 h2")).to_contain_text("plastic card")
    page.keyboard.press("j")
    expect(page.locator("#group-0")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#announce")).to_contain_text("3 messages were accepted as examples of")
    expect(page.locator("#group-0")).to_be_focused()
    expect(page.locator("#group-0 h2")).to_contain_text("parrot")
    assert CARD in intents(settings)[RENEW]["en"]
    page.keyboard.press("u")
    expect(page.locator("#announce")).to_contain_text("3 messages are open again")
    expect(page.locator("#group-0 h2")).to_contain_text("plastic card")
    assert CARD not in intents(settings)[RENEW]["en"]
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page.locator("#announce")).to_contain_text("out of scope")
    page.keyboard.press("u")
    expect(page.locator("#announce")).to_contain_text("open again")


def test_keys_do_nothing_in_a_field_and_can_be_turned_off(open_page: Open, full: FastAPI) -> None:
    page = as_teo(open_page)
    field = page.locator("#intent-0")
    field.press_sequentially("xonu")
    expect(field).to_have_value("xonu")
    expect(page.locator("#told .told")).to_have_count(0)
    field.press("Escape")
    expect(page.locator("#group-0")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.wait_for_timeout(300)
    expect(page.locator("#told .told")).to_have_count(0)


def test_enter_in_the_field_takes_the_intent_that_is_typed(open_page: Open, full: FastAPI) -> None:
    page = as_teo(open_page)
    page.locator("#intent-0").fill(CIVICS)
    page.locator("#intent-0").press("Enter")
    expect(page.locator("#told")).to_contain_text("3 messages were accepted as examples of")
    assert CARD in intents(full.state.process.settings)[CIVICS]["en"]
    page.locator("#undo").click()
    expect(page.locator("#told")).to_contain_text("open again")
    page.locator("#intent-0").fill("no such intent")
    page.locator("#intent-0").press("Enter")
    expect(page.locator(".problem")).to_contain_text("There is no such intent")


def test_ticked_messages_and_ticked_groups(open_page: Open, full: FastAPI) -> None:
    page = as_teo(open_page)
    page.locator("#group-0 summary").click()
    page.locator("#group-0 .items input").first.check()
    page.locator("#group-0 button[data-key=x]").click()
    expect(page.locator("#told")).to_contain_text("Decided: nothing to teach.")
    expect(page.locator("#group-0 .times")).to_contain_text("2")
    for place in (0, 1):
        page.locator(f"#group-{place} .group-head input").check()
    page.locator("#several button[value=ignore]:visible").click()
    expect(page.locator("#told")).to_contain_text("Decided on 3")


def test_a_new_article_is_begun_with_the_messages(open_page: Open, full: FastAPI) -> None:
    page = as_teo(open_page)
    page.locator(".group", has_text="parrot").locator("button[data-key=n]").click()
    page.wait_for_url("**/studio/articles/new?inbox=*")


def test_it_works_without_scripts(open_page: Open, full: FastAPI) -> None:
    page = as_teo(open_page, java_script_enabled=False)
    expect(page.locator("#keys-button")).to_be_hidden()
    page.locator("#group-0 .suggestions button").first.click()
    expect(page.locator("#told")).to_contain_text("3 messages were accepted as examples of")
    page.locator("#undo").click()
    expect(page.locator("#told, .said").first).to_contain_text("3 messages are open again")
    assert page.locator("#group-0 h2").inner_text().startswith(CARD[:20])


def test_without_a_connection_it_is_said_and_nothing_is_lost(open_page: Open, full: FastAPI) -> None:
    page = as_teo(open_page)
    page.route(f"**{PAGE}/decide*", lambda route: route.abort())
    page.keyboard.press("x")
    expect(page.locator("#told")).to_contain_text("did not reach Emma")
    expect(page.locator("#group-0 h2")).to_contain_text("plastic card")
