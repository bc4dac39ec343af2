"""Ana makes a service request and reads it from another browser; Cora works on it. Every state passes axe.

The pages need no model: this server has none, which makes these tests quick. No script runs on them either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.fakes import FakeAssistant
from tests.processes import settings_in, with_assistant
from tests.server import serving
from tests.service_requests import TEXT, load_tables

Open = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def served(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a process with the tables and the demonstration's accounts."""
    from emma.web.app import create_app

    var: Path = tmp_path_factory.mktemp("requests")
    app = with_assistant(create_app(settings_in(var), load=False), FakeAssistant())
    load_tables(app.state.process.engine)
    with serving(app) as base:
        yield base
    app.state.process.close()


def fill(page: Page, kind: str = "non_delivery", where: str = "field_office:fo-new") -> None:
    page.locator(f"#kind-{kind}").check()
    page.locator("#where").select_option(where)
    page.locator("#text").fill(TEXT)


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Send the request|Enviar la solicitud)$")).click()


def test_ana_makes_a_request_without_a_script_and_reads_it_in_another_browser(open_page: Open) -> None:
    page = open_page("/requests?lang=es", java_script_enabled=False, locale="es-US")
    fill(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Su solicitud quedó hecha")
    reference, key = page.locator(".told dd").all_inner_texts()
    assert key not in page.url
    other = open_page("/requests?lang=en", java_script_enabled=False)
    other.locator("#reference").fill(reference.lower().replace("-", " "))
    other.locator("#key").fill(key.upper())
    other.get_by_role("button", name="Look it up").click()
    expect(other.locator("main")).to_contain_text(TEXT)
    expect(other.locator("main")).to_contain_text("waiting for the office")


@pytest.mark.parametrize(
    "look",
    [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}, {"forced_colors": "active"}],
    ids=["light", "dark", "narrow", "forced colours"],
)
def test_every_state_of_the_visitors_pages_passes_axe(open_page: Open, look: dict[str, object]) -> None:
    page = open_page("/requests", **look)
    found = {"front": violations(page)}
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing is cut off at the side"
    fill(page, kind="call_back")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("telephone number")
    expect(page.locator("#text")).to_have_value(TEXT)
    found["error"] = violations(page)
    page.locator("#phone").fill("202-555-0143")
    send(page)
    expect(page.locator(".told")).to_be_visible()
    found["made"] = violations(page)
    reference, key = page.locator(".told dd").all_inner_texts()
    page.goto("/requests")
    page.locator("#reference").fill(reference)
    page.locator("#key").fill(key)
    page.get_by_role("button", name="Look it up").click()
    expect(page.locator("main")).to_contain_text(TEXT)
    page.locator("summary").click()
    found["state"] = violations(page)
    for name, where in (("abroad", "abroad:MX"), ("court", "court:")):
        page.goto("/requests")
        fill(page, where=where)
        send(page)
        expect(page.locator("address")).to_be_visible()
        found[name] = violations(page)
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_the_worklist_and_one_request_pass_axe_and_work_by_keyboard(open_page: Open) -> None:
    page = open_page("/requests")
    fill(page, kind="call_back")
    page.locator("#phone").fill("202-555-0143")
    send(page)
    reference = page.locator(".told dd").first.inner_text()
    desk = open_page("/sign-in")
    desk.get_by_role("button", name=re.compile("Cora")).click()
    desk.goto("/desk/requests?which=call_backs")
    assert violations(desk) == []
    desk.get_by_role("button", name=f"Take {reference}").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(reference)
    assert violations(desk) == []
    desk.get_by_role("button", name="Show it").click()
    expect(desk.locator("main")).to_contain_text("202-555-0143")
    assert violations(desk) == []
