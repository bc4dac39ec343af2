"""The desk for every reader: axe in each state and language, light and dark, any width, 200 %, forced colours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.desk import Open, Served, answer, at_desk, take_next

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(desk_server: Served) -> str:
    return desk_server.base


def empty(open_page: Open, desk: Served, **options: object) -> Page:
    return at_desk(open_page, **options)


def waiting(open_page: Open, desk: Served, **options: object) -> Page:
    desk.danger(desk.visitor())
    desk.visitor()
    page = at_desk(open_page, **options)
    page.goto("/desk?list=waiting")
    expect(page.locator("#list .row")).to_have_count(2)
    return page


def with_ana(open_page: Open, desk: Served, **options: object) -> Page:
    ana = desk.visitor()
    page = take_next(at_desk(open_page, **options))
    answer(page, "Hello, one moment please.")
    ana.says("my phone is 202-555-0147")
    expect(page.locator("#messages .masked")).to_be_visible()
    return page


def in_danger(open_page: Open, desk: Served, **options: object) -> Page:
    desk.danger(desk.visitor())
    return take_next(at_desk(open_page, **options))


def guarded(open_page: Open, desk: Served, **options: object) -> Page:
    page = with_ana(open_page, desk, **options)
    page.locator("#text").fill("Call me at 202-555-0147")
    page.locator("#send").click()
    expect(page.locator("#found")).to_be_visible()
    return page


def passing_on(open_page: Open, desk: Served, **options: object) -> Page:
    page = with_ana(open_page, desk, **options)
    page.locator("#transfer summary").click()
    return page


def requesting(open_page: Open, desk: Served, **options: object) -> Page:
    page = with_ana(open_page, desk, **options)
    page.locator("#request").click()
    expect(page.locator("#panel")).to_be_visible()
    return page


def correcting(open_page: Open, desk: Served, **options: object) -> Page:
    page = with_ana(open_page, desk, **options)
    page.locator("a.wrong").first.click()
    expect(page.locator("#panel")).to_be_visible()
    return page


def searching(open_page: Open, desk: Served, **options: object) -> Page:
    page = with_ana(open_page, desk, **options)
    page.goto(page.url + "&articles=green+card&canned=card")
    page.locator(".shelf summary").first.click()
    return page


def keys(open_page: Open, desk: Served, **options: object) -> Page:
    page = at_desk(open_page, **options)
    page.locator("#keys-button").click()
    return page


def looking_in(open_page: Open, desk: Served, **options: object) -> Page:
    with_ana(open_page, desk)
    page = at_desk(open_page, "supervisor", **options)
    page.goto("/desk?list=all")
    page.locator("#list .row-link").click()
    expect(page.locator("#note")).to_be_visible()
    return page


def history(open_page: Open, desk: Served, **options: object) -> Page:
    page = with_ana(open_page, desk, **options)
    page.locator("#end summary").click()
    page.locator("#end button").click()
    expect(page.locator("#answer .closed")).to_be_visible()
    page.locator("#tab-history").click()
    expect(page.locator("#words")).to_be_visible()
    return page


STATES: dict[str, Callable[..., Page]] = {
    "empty": empty,
    "waiting": waiting,
    "conversation": with_ana,
    "danger": in_danger,
    "guarded": guarded,
    "passing on": passing_on,
    "request": requesting,
    "correction": correcting,
    "search": searching,
    "keys": keys,
    "looking in": looking_in,
    "history": history,
}


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, desk: Served, state: str, language: str, scheme: str) -> None:
    page = STATES[state](
        open_page, desk, color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce",
        viewport={"width": 1440, "height": 900},
    )  # fmt: skip
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 400), (800, 600), (1280, 720), (1440, 900)])
@pytest.mark.parametrize("state", ["waiting", "guarded", "request"])
def test_nothing_is_cut_off_at_any_width(open_page: Open, desk: Served, state: str, width: int, height: int) -> None:
    page = STATES[state](open_page, desk, viewport={"width": width, "height": height}, locale="es-US")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        "[...document.querySelectorAll('main button, main a, main input, main textarea')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert cut == 0


def test_axe_finds_nothing_on_a_small_screen_and_in_forced_colours(open_page: Open, desk: Served) -> None:
    page = with_ana(open_page, desk, viewport={"width": 320, "height": 640}, forced_colors="active")
    assert violations(page) == []
