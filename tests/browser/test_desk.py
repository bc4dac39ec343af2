"""Ben works at the desk in a browser: takes Ana, reads, answers, uses what stands beside the chat, ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Open, Served, answer, at_desk, sign_in, take_next
from tests.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(desk_server: Served) -> str:
    return desk_server.base


@pytest.mark.parametrize("scripts", [True, False])
def test_ben_takes_ana_reads_answers_and_ends(open_page: Open, desk: Served, scripts: bool) -> None:
    ana = desk.visitor()
    page = at_desk(open_page, java_script_enabled=scripts)
    page.goto("/desk?list=waiting")
    expect(page.locator("#list .row")).to_have_count(1)
    assert "how long does it take" not in page.content(), "nothing of what she wrote before the claim"
    take_next(page)
    expect(page.locator("#messages .visitor .said")).to_have_text("how long does it take")
    expect(page.locator("#packet")).to_contain_text("asked for a person")
    answer(page, "Hello, I read your question.")
    assert ("agent", "Hello, I read your question.") in desk.said(ana)
    ana.says("thank you")
    if not scripts:
        page.reload()
    expect(page.locator("#messages .visitor .said").last).to_have_text("thank you")
    page.locator("#end summary").click()
    page.locator("#reason").select_option("answered")
    page.locator("#end button").click()
    expect(page.locator("#answer .closed")).to_contain_text("Answered")
    assert ana.client.get(f"{ana.url}/handoff", headers=ana.headers).json()["status"] == "with_assistant"


def test_the_guard_asks_before_an_agents_text_is_sent(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    page = take_next(at_desk(open_page))
    text = "Call me at 202-555-0147 about A000123456"
    page.locator("#text").press_sequentially(text)
    expect(page.locator("#shield mark")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_contain_text("Nothing was sent")
    expect(page.locator("#text")).to_have_value(text)
    assert not any(sender == "agent" for sender, _ in desk.said(ana))
    page.locator("#found button").click()
    expect(page.locator("#messages .agent .said")).to_contain_text("[phone]")
    assert "202-555-0147" not in page.content()
    expect(page.locator("#text")).to_have_value("")
    answer(page, "I am Ben. I read what you wrote.")


def test_what_is_typed_stays_while_ben_looks_elsewhere_and_while_news_come(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    desk.visitor()
    page = take_next(at_desk(open_page))
    page.locator("#text").fill("half a sent")
    page.locator("#next").click()
    expect(page.locator("#list .row")).to_have_count(2)
    expect(page.locator("#text")).to_have_value("")
    page.locator("#list .row-link").first.click()
    expect(page.locator("#text")).to_have_value("half a sent")
    page.locator("#note").fill("half a note")
    page.locator("#text").focus()
    ana.says("one more thing")
    expect(page.locator("#messages .visitor .said").last).to_have_text("one more thing")
    expect(page.locator("#text")).to_have_value("half a sent")
    expect(page.locator("#text")).to_be_focused()
    page.locator("#send").click()
    expect(page.locator("#messages .agent .said").last).to_have_text("half a sent")
    expect(page.locator("#note")).to_have_value("half a note")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "half" not in stored


def test_without_a_connection_nothing_is_lost_and_nothing_sent_twice(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    page = take_next(at_desk(open_page))
    page.context.set_offline(True)
    page.locator("#text").fill("hello again")
    page.locator("#send").click()
    expect(page.locator("#happened")).to_contain_text("No connection")
    expect(page.locator("#text")).to_have_value("hello again")
    page.context.set_offline(False)
    answer(page, "hello again")
    assert [text for sender, text in desk.said(ana) if sender == "agent"] == ["hello again"]


def test_where_streams_are_blocked_the_desk_asks(open_page: Open, desk: Served) -> None:
    page = open_page("/healthz")
    page.context.route("**/api/desk/events*", lambda route: route.abort())
    page = sign_in(page)
    page.locator(".arrive button").click()
    expect(page.locator("#whereabouts")).to_have_attribute("data-state", "here")
    ana = desk.visitor()
    expect(page.locator("#tab-waiting .count")).to_have_text("1")
    take_next(page)
    ana.says("still there")
    expect(page.locator("#messages .visitor .said").last).to_have_text("still there")


def test_an_article_and_a_prepared_answer_go_out_in_one_click(open_page: Open, desk: Served) -> None:
    ana = desk.visitor("es")
    page = take_next(at_desk(open_page, "tier_1_es", locale="en-US"))
    page.locator("#article-words").fill("tarjeta verde")
    page.keyboard.press("Enter")
    expect(page.locator("#articles")).to_contain_text("Found")
    page.locator("#articles .shelf form button").first.click()
    expect(page.locator("#messages .agent")).to_have_count(1)
    page.locator("#canned-words").fill("Saludo")
    page.keyboard.press("Enter")
    expect(page.locator("#canned .shelf > li")).to_have_count(1)
    page.locator("#canned .shelf form button").click()
    expect(page.locator("#messages .agent .said").last).to_contain_text("Hola, me llamo Bea")
    expect(page.locator("#messages .agent .said").last).to_have_attribute("lang", "es")
    assert len([text for sender, text in desk.said(ana) if sender == "agent"]) == 2


def test_the_secure_forms_are_filled_seen_for_a_purpose_and_erased(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    page = take_next(at_desk(open_page))
    expect(page.locator("#disclosure")).to_contain_text("Identity not confirmed")
    page.locator("button[value=find_case]").click()
    expect(page.locator("#problem")).to_contain_text("Confirm the identity first")
    page.locator("button[value=verify_identity]").click()
    expect(page.locator("#forms")).to_contain_text("opened, not filled in yet")
    fill(ana, {"full_name": "Ana Example", "birth_date": "1990-01-02"})
    expect(page.locator("#forms")).to_contain_text("filled in")
    assert "Ana Example" not in page.content()
    page.locator("button[value=compare_with_record]").click()
    expect(page.locator(".values")).to_contain_text("Ana Example")
    ana.says("done")
    expect(page.locator("#messages .visitor .said").last).to_have_text("done")
    expect(page.locator(".values")).to_contain_text("Ana Example")
    assert "Ana Example" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    page.locator("button[value=verified]").click()
    expect(page.locator("#disclosure")).to_contain_text("Identity confirmed")
    expect(page.locator(".values")).to_have_count(0)
    page.locator("button[value=find_case]").click()
    expect(page.locator("#forms")).to_contain_text("opened, not filled in yet")


def fill(ana: Visitor, values: dict[str, str]) -> None:
    """Ana fills in the form that waits for her."""
    waiting = ana.client.get(f"{ana.url}/forms", headers=ana.headers).json()["forms"]
    sent = ana.client.post(f"{ana.url}/forms/{waiting[-1]['id']}", json={"values": values}, headers=ana.headers)
    assert sent.status_code == 204, sent.text


def test_a_request_is_made_and_its_key_is_not_shown_to_ben(open_page: Open, desk: Served) -> None:
    ana = desk.visitor()
    page = take_next(at_desk(open_page))
    page.locator("#request").click()
    page.locator("#kind").select_option("non_delivery")
    page.locator("#where").select_option("unknown:")
    page.locator("#wanted").fill("The card was mailed in May and has not come. Call 202-555-0147.")
    page.locator("#panel button").first.click()
    expect(page.locator("#problem")).to_contain_text("Nothing was sent")
    expect(page.locator("#kind")).to_have_value("non_delivery")
    page.locator("#wanted").fill("The card was mailed in May and has not come.")
    page.locator("#panel button").first.click()
    expect(page.locator("#happened")).to_contain_text("The service request is made")
    expect(page.locator("#packet a")).to_have_text(re.compile(r"^EM-"))
    expect(page.locator("#panel")).to_have_count(0)
    assert any("EM-" in text for sender, text in desk.said(ana) if sender == "system")


def test_abuse_is_warned_of_before_it_ends(open_page: Open, desk: Served) -> None:
    desk.visitor()
    page = take_next(at_desk(open_page))
    page.locator("#more summary").click()
    page.locator("#more button").last.click()
    expect(page.locator("#problem")).to_contain_text("Warn the visitor first")
    page.locator("#more button").nth(1).click()
    expect(page.locator("#messages [data-kind=warning]")).to_be_visible()
    page.locator("#more button").last.click()
    expect(page.locator("#answer .closed")).to_contain_text("Abuse")


def test_danger_shows_its_card_and_goes_first(open_page: Open, desk: Served) -> None:
    desk.visitor()
    mo = desk.visitor()
    desk.danger(mo)
    page = take_next(at_desk(open_page))
    expect(page.locator("#safety-card")).to_contain_text("988")
    assert page.locator("#talk").get_attribute("data-conversation") == mo.id


def test_presence_away_is_refused_while_a_conversation_is_held(open_page: Open, desk: Served) -> None:
    desk.visitor()
    page = take_next(at_desk(open_page))
    page.locator("#presence summary").click()
    page.locator("#presence button[value=away]").click()
    expect(page.locator("#problem")).to_contain_text("End your conversations or pass them on first")
    page.locator("#presence button[name=no_more]").click()
    expect(page.locator("#whereabouts")).to_contain_text("no more chats")
    page.evaluate("document.getElementById('presence').open = true")
    page.locator("#presence button[value=break]").click()
    expect(page.locator("#whereabouts")).to_have_attribute("data-state", "break")


def test_the_keyboard_alone_takes_answers_and_ends(open_page: Open, desk: Served) -> None:
    desk.visitor()
    page = at_desk(open_page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#conversation-heading")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("Hello, one moment please.")
    page.keyboard.press("Enter")
    expect(page.locator("#messages .agent .said")).to_have_text("Hello, one moment please.")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#log")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .closed")).to_contain_text("Answered")


def test_single_keys_can_be_turned_off(open_page: Open, desk: Served) -> None:
    desk.visitor()
    page = at_desk(open_page)
    page.locator("#keys-button").click()
    page.locator("#keys-on").uncheck()
    page.locator("#keys-close").click()
    page.keyboard.press("n")
    page.wait_for_timeout(500)
    expect(page.locator("#conversation-heading")).to_have_text("No conversation is open")
    page.reload()
    page.locator("#keys-button").click()
    expect(page.locator("#keys-on")).not_to_be_checked()
