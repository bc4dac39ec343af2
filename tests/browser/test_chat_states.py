"""Every state of the chat in both languages: axe in light, dark and forced colours, 320 px wide, 400 % zoom."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.visitor import SEND_TO_AGENT, ask, conversation_of, ends, say, sideways, wants_a_person
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SHOTS = os.environ.get("EMMA_SHOTS", "")  # a folder: the states are drawn there as well


@pytest.fixture(scope="module")
def served(stage: Stage) -> str:
    """The scripted Emma."""
    return stage.base


def fresh(page: Page, stage: Stage) -> None:
    """Nothing was asked yet."""


def answered(page: Page, stage: Stage) -> None:
    ask(page, "the office in Ghana")
    page.locator(".after summary").first.click()
    page.locator(".qr summary").click()


def answering(page: Page, stage: Stage) -> None:
    stage.script.gate.clear()
    say(page, "a slow question")
    expect(page.locator("#busy")).not_to_be_empty()


def asking(page: Page, stage: Stage) -> None:
    ask(page, "which office")
    expect(page.locator(".choices button")).to_have_count(2)


def emergency(page: Page, stage: Stage) -> None:
    ask(page, "danger")


def waiting(page: Page, stage: Stage) -> None:
    ask(page, "the office in Ghana")
    wants_a_person(page)


def with_agent(page: Page, stage: Stage) -> None:
    waiting(page, stage)
    ben, mine = stage.somebody(), conversation_of(page)
    stage.claims(ben, mine)
    stage.says(ben, mine, "Good morning.")
    stage.opens(ben, mine)
    stage.types(ben, mine)
    page.get_by_role("button", name=SEND_TO_AGENT).click()
    expect(page.locator("[aria-invalid]")).to_have_count(1)


def back_with_emma(page: Page, stage: Stage) -> None:
    waiting(page, stage)
    ben = stage.somebody()
    handoff_id = stage.claims(ben, conversation_of(page))
    expect(page.locator("#standing")).to_have_attribute("data-status", "with_agent")
    stage.resolves(ben, handoff_id)
    expect(page.locator("#standing")).to_have_attribute("data-status", "with_assistant")


def saving(page: Page, stage: Stage) -> None:
    page.locator("#reading > summary").click()
    page.locator("#saving > summary").click()


def ended(page: Page, stage: Stage) -> None:
    ask(page, "the office in Ghana")
    ends(page)


def erased(page: Page, stage: Stage) -> None:
    ask(page, "the office in Ghana")
    page.locator("#saving > summary").click()
    page.locator("#saving details summary").click()
    page.locator("#erase button").click()
    expect(page.locator(".over")).to_be_visible()


def offline(page: Page, stage: Stage) -> None:
    page.context.set_offline(True)
    expect(page.locator("#offline")).not_to_be_empty()
    say(page, "the office in Ghana")
    expect(page.locator("[data-state=sending]")).to_be_visible()


def failed(page: Page, stage: Stage) -> None:
    def refuse(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    page.route("**/messages", refuse)
    say(page, "the office in Ghana")
    expect(page.locator("[data-state=failed]")).to_be_visible()


def mistaken(page: Page, stage: Stage) -> None:
    page.locator("#send").click()
    expect(page.locator("#error")).not_to_be_empty()


STATES: dict[str, Callable[[Page, Stage], None]] = {
    state.__name__: state
    for state in (
        fresh, answered, answering, asking, emergency, waiting, with_agent, back_with_emma, saving, ended, erased,
        offline, failed, mistaken,
    )
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_lost(open_page: Open, stage: Stage, state: str, language: str) -> None:
    page = open_page("/chat", locale=f"{language}-US", reduced_motion="reduce")
    STATES[state](page, stage)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert violations(page) == []
    shot(page, state, language, "light")
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    shot(page, state, language, "dark")
    page.emulate_media(color_scheme="light", forced_colors="active")
    assert violations(page) == []
    shot(page, state, language, "forced")
    page.emulate_media(forced_colors="none")
    for name, width, height in (("narrow", 320, 640), ("zoomed", 320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        assert sideways(page) <= 0
        shot(page, state, language, name)
        for button in page.locator("#dock button:visible, #dock a:visible").all():
            button.scroll_into_view_if_needed()
            expect(button).to_be_in_viewport()
    assert violations(page) == []
    stage.script.gate.set()


def shot(page: Page, state: str, language: str, how: str) -> None:
    """A picture for whoever wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{state}-{language}-{how}.png")
