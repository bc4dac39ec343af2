"""The tour: Ana asks in one frame, Bea answers in the other, and what is stored appears below; not in production."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from emma.web.app import create_app
from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.visitor import PERSON, sideways
from tests.processes import settings_in
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def served(stage: Stage) -> str:
    """The scripted Emma."""
    return stage.base


def test_what_ana_says_is_answered_stored_masked_and_seen_at_the_desk(open_page: Open) -> None:
    page = open_page("/tour", locale="en-US", viewport={"width": 1500, "height": 1100})
    chat, stored = page.frame_locator("#chat"), page.locator("#stored")
    expect(stored).to_contain_text("Nothing is stored yet")
    expect(chat.locator("#text")).to_be_visible()
    page.get_by_role("button", name="A receipt, in Spanish").click()
    expect(chat.locator("li.assistant[data-seq]").last).to_be_visible()
    expect(stored).to_contain_text("[receipt number]")
    expect(stored).not_to_contain_text("IOE0912345678")
    page.get_by_role("button", name="Bea, tier 1, Spanish").click()
    expect(page.frame_locator("iframe[name=desk-frame]").locator("body")).to_contain_text("Bea")
    chat.locator("#dock").get_by_role("button", name=PERSON).click()
    expect(stored).to_contain_text("queued")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off(open_page: Open, language: str, scheme: str) -> None:
    page = open_page("/tour", locale=f"{language}-US", color_scheme=scheme, reduced_motion="reduce")
    expect(page.frame_locator("#chat").locator("#text")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert sideways(page) <= 0


def test_there_is_no_tour_in_production(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, environment="production", rest_token="x" * 32), load=False)
    client = TestClient(app)
    assert client.get("/tour").status_code == 404
    assert client.get("/tour/stored").status_code == 404
    assert "frame-ancestors 'none'" in client.get("/desk").headers["content-security-policy"]
    app.state.process.close()
