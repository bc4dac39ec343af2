"""Signing in with a browser: one click, the keyboard, both languages, light and dark, small and enlarged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from emma.web.app import create_app
from tests.axe import violations
from tests.processes import settings_in
from tests.server import serving

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def served(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration without a model: nobody asks anything here."""
    app = create_app(settings_in(tmp_path_factory.mktemp("served"), sign_ins_per_minute=1000), load=False)
    with serving(app) as base:
        yield base
    app.state.process.close()


def wrong_password(page: Page) -> None:
    """The sign-in page after a mistake."""
    page.goto("/sign-in")
    page.locator("#login").fill("ben")
    page.locator("#password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def account(page: Page) -> None:
    """Ben's own account."""
    page.goto("/sign-in?next=/account")
    page.locator("form[action='/sign-in/demo/tier_1'] button").click()
    page.wait_for_url("**/account")


STATES: dict[str, Callable[[Page], object]] = {
    "sign-in": lambda page: page.goto("/sign-in"),
    "sign-in after a mistake": wrong_password,
    "account": account,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, state: str, language: str, scheme: str) -> None:
    page = open_page("/healthz", color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce")
    STATES[state](page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = open_page("/sign-in", viewport={"width": width, "height": 800})
    for state in STATES.values():
        state(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_ben_signs_in_with_one_click_and_out_again(open_page: Open) -> None:
    page = open_page("/account")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Ben").click()
    page.wait_for_url("**/account")
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", name="Su cuenta")).to_be_visible()
    page.get_by_role("button", name="Cerrar sesión", exact=True).click()
    page.wait_for_url("**/sign-in")
    page.goto("/account")
    expect(page.get_by_role("heading", name="Iniciar sesión")).to_be_visible()
