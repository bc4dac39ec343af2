"""The console in a browser: by keyboard, without scripts, for everybody; the live release answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.desk import sign_in

PAGE = "/studio/try"


def at_console(open_page: Open, **options: object) -> Page:
    """Teo, signed in, at the console."""
    return sign_in(open_page("/healthz", **options), "trainer", PAGE)


def say(page: Page, text: str) -> None:
    """Write and send by the keyboard; the reply is there afterwards."""
    before = page.locator(".try-exchange").count()
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    expect(page.locator(".try-exchange")).to_have_count(before + 1)


def test_teo_has_a_conversation_and_keeps_it_as_a_story(open_page: Open) -> None:
    page = at_console(open_page)
    say(page, "how do I renew my green card")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#told")).to_contain_text("answered")
    say(page, "my number is A123456789, where is the office in Chicago")
    expect(page.locator(".try-said").last).to_contain_text("[A-number]")
    page.locator(".try-exchange").last.locator(".try-details > summary").click()
    expect(page.locator(".try-exchange").last.locator(".try-ranking").first).to_be_visible()
    page.get_by_role("link", name="Keep as a test story").click()
    expect(page.locator("#yaml")).to_have_value(re.compile("ask/renew-green-card"))
    assert violations(page) == []


def test_a_button_of_the_reply_is_taken_by_the_keyboard(open_page: Open) -> None:
    page = at_console(open_page)
    say(page, "I want to know about my fee for a form but I do not know which")
    for text in ("the office", "something about papers"):
        if page.locator("form.try-choices button").count():
            break
        say(page, text)
    before = page.locator(".try-exchange").count()
    page.locator("form.try-choices button").first.press("Enter")
    expect(page.locator(".try-exchange")).to_have_count(before + 1)


def test_it_works_without_scripts(open_page: Open) -> None:
    page = at_console(open_page, java_script_enabled=False)
    page.locator("#text").fill("how do I renew my green card")
    page.locator(".try-say button").click()
    expect(page.locator(".try-exchange")).to_have_count(1)
    page.locator("#text").fill("what about the fee")
    page.locator(".try-say button").click()
    expect(page.locator(".try-exchange")).to_have_count(2)
    page.get_by_role("button", name="Forget it now").click()
    expect(page.locator(".try-exchange")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(open_page: Open, language: str, scheme: str) -> None:
    page = at_console(open_page, color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce")
    assert violations(page) == []
    say(page, "what is the fee for form I-90")
    for summary in page.locator("#console summary").all():
        summary.click()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = at_console(open_page, viewport={"width": width, "height": 800})
    say(page, "where is the office in Chicago")
    for summary in page.locator("#console summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Keep as a test story").click()
    expect(page.locator("#rows")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
