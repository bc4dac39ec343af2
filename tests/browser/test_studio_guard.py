"""Guard-rails while typing, in a browser: said politely, the focus stays, and without scripts by a button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.desk import sign_in

PAGE = "/studio/try/examples"


def at_examples(open_page: Open, **options: object) -> Page:
    """Teo, signed in, where sentences are looked at."""
    return sign_in(open_page("/healthz", **options), "trainer", PAGE)


def test_what_is_found_is_said_a_moment_after_the_last_key(open_page: Open) -> None:
    page = at_examples(open_page)
    field = page.locator("#examples")
    field.press_sequentially("my number is A123456789")
    expect(page.locator(".guard-status")).to_contain_text("1 thing to change")
    expect(page.locator(".guard-text q")).to_have_text("my number is [A-number]")
    expect(field).to_be_focused()
    expect(page.locator(".guard-status")).to_have_attribute("role", "status")
    field.press("End")
    field.press_sequentially(" and\nwhere is my card")
    expect(page.locator(".guard-example")).to_have_count(2)
    expect(field).to_be_focused()


def test_where_a_sentence_goes_today_is_a_link(open_page: Open) -> None:
    page = at_examples(open_page)
    page.locator("#examples").fill("how do I renew my green card")
    expect(page.locator(".guard-example .guard-notes a").first).to_have_attribute(
        "href", "/studio/articles/renew-green-card"
    )


def test_without_scripts_a_button_asks(open_page: Open) -> None:
    page = at_examples(open_page, java_script_enabled=False)
    page.locator("#examples").fill("how do I renew my green card\nmy number is A123456789")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".guard-example")).to_have_count(2)
    expect(page.locator("#examples")).to_have_value("how do I renew my green card\nmy number is A123456789")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(open_page: Open, language: str, scheme: str) -> None:
    page = at_examples(open_page, color_scheme=scheme, locale=f"{language}-US")
    page.locator("#examples").fill("how do I renew my green card\nmy number is A123456789")
    expect(page.locator(".guard-example")).to_have_count(2)
    for summary in page.locator(".guard summary").all():
        summary.click()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = at_examples(open_page, viewport={"width": width, "height": 800})
    page.locator("#examples").fill("how do I renew my green card\n" + "averylongwordwithoutspaces" * 8)
    expect(page.locator(".guard-example")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
