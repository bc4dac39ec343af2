"""The articles of the studio with a browser: a journey by keyboard, the preview while typing, any size, clean for axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from emma.knowledge.seed import seed
from emma.web.app import create_app
from tests.axe import violations
from tests.server import serving
from tests.small_project import small

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
LIST = "/studio/articles"
ARTICLE = f"{LIST}/civics-test"
PAGES = (LIST, ARTICLE, f"{LIST}/new", f"{ARTICLE}/history", f"{ARTICLE}/examples", f"{ARTICLE}/rename",
         f"{ARTICLE}/remove", "/studio/intents", "/studio/intents/my_case")  # fmt: skip


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A small project without a model."""
    app = create_app(small(tmp_path_factory.mktemp("studio"), sign_ins_per_minute=100_000), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    yield app
    app.state.process.close()


@pytest.fixture(scope="module")
def served(chromium: str, studio: FastAPI) -> Iterator[str]:
    """Its address."""
    with serving(studio) as base:
        yield base


def as_teo(open_page: Open, path: str = LIST, **options: object) -> Page:
    """The trainer's page, signed in with one click."""
    page = open_page(f"/sign-in?next={path}", **options)
    page.locator("form[action='/sign-in/demo/trainer'] button").click()
    page.wait_for_url(f"**{path}")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(open_page: Open, language: str, scheme: str) -> None:
    page = as_teo(open_page, color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce")
    for path in PAGES:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        assert (path, violations(page)) == (path, [])


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = as_teo(open_page, viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(path)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (path, wider) == (path, 0)
    assert violations(page) == []


def test_the_preview_follows_what_is_typed_and_the_focus_stays(open_page: Open) -> None:
    page = as_teo(open_page, ARTICLE)
    field = page.locator("#ask-en")
    field.fill("When **did** you file?")
    expect(page.locator("#preview-part .bubble").first.locator("strong")).to_have_text("did")
    expect(field).to_be_focused()
    expect(page.locator("#state")).to_have_text("Not saved yet")
    page.locator("#examples-en").fill("one\ntwo\n\nthree")
    expect(page.locator("[data-count='examples-en']")).to_have_text("3 examples")
    page.on("dialog", lambda dialog: dialog.accept())


def test_what_is_refused_is_led_to_and_nothing_typed_is_lost(open_page: Open) -> None:
    page = as_teo(open_page, ARTICLE)
    page.locator("#answer-en").fill("Read <b>this</b> now.")
    page.locator("#title-es").fill("")
    page.locator("button[value=save]").first.click()
    expect(page.locator("#summary")).to_be_focused()
    assert violations(page) == []
    link = page.locator("#summary a[href='#title-es']").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#title-es")).to_be_focused()
    expect(page.locator("#answer-en")).to_have_value("Read <b>this</b> now.")


def test_two_trainers_at_once_by_keyboard_only_theirs_is_never_lost(open_page: Open) -> None:
    path = f"{LIST}/adit-stamp"
    mine, theirs = as_teo(open_page, path), as_teo(open_page, path)
    for page, words in ((theirs, "Their line."), (mine, "My line.")):
        field = page.locator("#answer-en")
        field.fill(f"{field.input_value()}\n\n{words}")
        page.locator("#note").focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    expect(mine.locator("#conflict")).to_be_focused()
    expect(mine.locator(".diff .removed")).to_contain_text("Their line.")
    assert violations(mine) == []
    mine.locator("#note").focus()
    mine.keyboard.press("Enter")  # Enter never saves on top of theirs
    expect(mine.locator("#conflict")).to_be_focused()
    mine.locator("button[value=save_over]").click()
    expect(mine.locator("p.said")).to_contain_text("Saved.")
    mine.goto(f"{path}/history")
    expect(mine.locator(".versions")).to_contain_text("Their line.")


def test_everything_works_without_a_script(open_page: Open) -> None:
    page = as_teo(open_page, f"{LIST}/new", java_script_enabled=False)
    page.locator("#title-en").fill("Lamp oil")
    page.locator("#answer-en").fill("Any **plain** oil.")
    page.locator("button[value=add_source]").click()
    expect(page.locator("[name=source_title]")).to_have_count(2)
    page.locator(".bar-of-acts button[value=preview]").click()
    expect(page.locator("#preview-part .bubble strong")).to_have_text("plain")
    page.locator(".bar-of-acts button[value=draft]").click()
    expect(page.locator("#summary li").first).to_be_visible()
    expect(page.locator("#title-en")).to_have_value("Lamp oil")
