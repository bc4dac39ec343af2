"""Several people at the desk: who is offered what, passing on, too late, a supervisor who looks in, what was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Open, Served, answer, at_desk, take_next

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(desk_server: Served) -> str:
    return desk_server.base


def test_a_new_visitor_and_a_new_message_come_by_themselves(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    page = at_desk(open_page)
    take_next(page)
    mo = desk.visitor()
    expect(page.locator("#tab-waiting .count")).to_have_text("1")
    expect(page.locator("#live")).to_have_text("1 visitor waits")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.locator("#next").click()
    expect(page.locator("#conversation-heading")).to_be_focused()
    expect(page.locator("#list .row")).to_have_count(2)
    ana.says("are you there")
    expect(page.locator(".sign.new")).to_have_text("1 new")
    expect(page.locator("#live")).to_have_text("New message: Case status")
    page.locator("#list .row-link").first.click()
    expect(page.locator("#messages .visitor .said").last).to_have_text("are you there")
    expect(page.locator(".sign.new")).to_have_count(0)
    mo.client.post(f"{mo.url}/typing", headers=mo.headers)
    page.locator("#list .row-link").last.click()
    mo.client.post(f"{mo.url}/typing", headers=mo.headers)
    expect(page.locator("#typing")).to_be_visible()


def test_notes_a_correction_and_passing_on_to_cora(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    ben = take_next(at_desk(open_page))
    cora = at_desk(open_page, "tier_2")
    ben.locator("#note").fill("asked twice about the card")
    ben.locator("#notes button").click()
    expect(ben.locator(".note-kept")).to_contain_text("asked twice about the card")
    ben.locator("a.wrong").first.click()
    expect(ben.locator("#panel-heading")).to_be_focused()
    ben.locator("#right-answer").fill("It takes three months.")
    ben.locator("#panel button").click()
    expect(ben.locator("#happened")).to_contain_text("The trainers have it")
    ben.locator("#transfer summary").click()
    ben.locator("#to").select_option(label="Cora, Tier 2 (0/3)")
    ben.locator("#comment").fill("needs a look at the case")
    ben.locator("#transfer button").click()
    expect(ben.locator("#answer")).to_contain_text("waits in the line")
    expect(ben.locator("#list")).to_contain_text("You have no conversation")
    cora.locator("#tab-waiting").click()
    expect(cora.locator("#list")).to_contain_text("Passed on to you")
    take_next(cora)
    expect(cora.locator("#packet")).to_contain_text("needs a look at the case")
    expect(cora.locator("#packet")).to_contain_text("Ben")
    expect(cora.locator("#notes")).to_contain_text("asked twice about the card")
    assert not any("asked twice" in text or "needs a look" in text for _, text in desk.said(ana))


def test_a_claim_too_late_and_a_conversation_of_somebody_else_are_said(open_page: Open, desk: Served) -> None:
    desk.visitor()
    ben, bea = at_desk(open_page), at_desk(open_page, "tier_1_es")
    ben.goto("/desk?list=waiting")
    ben.context.route("**/api/desk/events*", lambda route: route.abort())
    take_next(bea)
    open_id = bea.locator("#main").get_attribute("data-open")
    said = ben.request.get(f"/desk/{open_id}", headers={"Accept": "text/html"})
    assert "This conversation is not open to you" in said.text()
    assert "how long does it take" not in said.text()
    ben.locator("#next").click()
    expect(ben.locator("#happened")).to_contain_text("Nobody waits")


def test_an_english_only_agent_is_not_offered_a_spanish_chat(open_page: Open, desk: Served) -> None:
    desk.visitor("es")
    ben, bea = at_desk(open_page), at_desk(open_page, "tier_1_es")
    ben.goto("/desk?list=waiting")
    bea.goto("/desk?list=waiting")
    expect(bea.locator("#list .row")).to_have_count(1)
    expect(ben.locator("#list")).to_contain_text("Nobody waits in your lanes")


def test_dana_looks_in_whispers_and_takes_over(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    ben = take_next(at_desk(open_page))
    dana = at_desk(open_page, "supervisor")
    dana.locator("#tab-all").click()
    dana.locator("#list .row-link").click()
    expect(dana.locator("#messages .visitor .said")).to_have_text("how long does it take")
    expect(ben.locator("#looking")).to_contain_text("Dana")
    expect(dana.locator("#text")).to_have_count(0)
    dana.locator("#note").fill("send the article")
    dana.locator("#notes button").click()
    expect(ben.locator("#notes")).to_contain_text("send the article")
    ana.says("hello?")
    expect(dana.locator("#messages .visitor .said").last).to_have_text("hello?")
    dana.get_by_role("button", name="Take over").click()
    expect(dana.locator("#text")).to_be_visible()
    expect(ben.locator("#answer .closed")).to_be_visible()
    assert ben.locator("#text").count() == 0


def test_history_finds_words_and_shows_what_was(open_page: Open, desk: Served) -> None:
    desk.visitor()
    page = take_next(at_desk(open_page))
    answer(page, "The word is pineapple.")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.locator("#end button").click()
    expect(page.locator("#answer .closed")).to_be_visible()
    page.locator("#tab-history").click()
    page.locator("#words").fill("pineapple")
    page.keyboard.press("Enter")
    expect(page.locator("#list .row")).to_have_count(1)
    page.locator("#list .row-link").click()
    expect(page.locator("#messages .agent .said")).to_have_text("The word is pineapple.")


def test_a_number_typed_to_find_somebody_never_stands_in_an_address(open_page: Open, desk: Served) -> None:
    page = at_desk(open_page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#tab-history").click()
    page.locator("#words").fill("A123456789")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value("[A-number]")
    assert "A-number" in page.url
    assert not any("123456789" in address for address in [*asked, page.url])
