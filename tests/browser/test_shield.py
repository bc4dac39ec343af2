"""The shield while Ana types: marked in a line below the field, told to screen readers, sent nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]


@pytest.mark.parametrize(
    ("locale", "kind", "says"),
    [("en-US", "A-number", "No need to write this here"), ("es-US", "número A", "No hace falta que escriba esto")],
)
def test_an_identifier_is_marked_while_it_is_typed(open_page: Open, locale: str, kind: str, says: str) -> None:
    page = open_page("/chat", locale=locale)
    line = page.locator("#shield")
    expect(line).to_have_attribute("role", "status")
    expect(line).to_be_empty()
    page.locator("#text").press_sequentially("A000123456 ")
    expect(line).to_contain_text(says)
    expect(line).to_contain_text(kind)
    expect(line.locator("mark")).to_have_text("A000123456")
    expect(line.locator("[aria-hidden=true]")).to_have_count(1)
    page.locator("#text").fill("how do I renew my green card")
    expect(line).to_be_empty()


def test_nothing_leaves_the_device_for_it(open_page: Open) -> None:
    page = open_page("/chat")
    sent: list[Request] = []
    page.locator("#text").focus()
    page.on("request", lambda request: sent.append(request))
    page.locator("#text").press_sequentially("my card 4111 1111 1111 1111 and jane@example.org")
    expect(page.locator("#shield mark")).to_have_count(2)
    assert not any("4111" in (request.post_data or "") + request.url for request in sent)
    assert not any("jane" in (request.post_data or "") + request.url for request in sent)
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "4111" not in stored


def test_a_number_of_an_agency_is_not_marked(open_page: Open) -> None:
    page = open_page("/chat")
    page.locator("#text").press_sequentially("is 1-800-375-5283 your number? mine is 202-555-0147")
    expect(page.locator("#shield mark")).to_have_text(["202-555-0147"])


def test_the_line_is_empty_after_sending(open_page: Open) -> None:
    page = open_page("/chat")
    page.locator("#text").press_sequentially("my ssn is 000-12-3456")
    expect(page.locator("#shield mark")).to_have_count(1)
    page.locator("#send").click()
    expect(page.locator("#shield")).to_be_empty()
