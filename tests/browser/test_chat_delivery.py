"""What Ana writes arrives once: after a reload, offline, after a failure, in another tab; what she did not send stays hers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open
from tests.browser.visitor import ask, conversation_of, last, say
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def served(stage: Stage) -> str:
    """The scripted Emma."""
    return stage.base


def refuse_writes(route: Route) -> None:
    route.abort() if route.request.method == "POST" else route.continue_()


def own(page: Page) -> int:
    return page.locator("#messages > li.visitor").count()


def test_a_message_that_was_on_its_way_survives_a_reload_and_is_not_doubled(open_page: Open, stage: Stage) -> None:
    page = open_page("/chat")
    stage.script.gate.clear()
    say(page, "a slow question")
    expect(page.locator("[data-state=sending]")).to_be_visible()
    page.wait_for_timeout(500)  # it has reached the server, the answer has not come
    page.reload()
    stage.script.gate.set()
    expect(last(page)).to_contain_text("Accra")
    expect(page.locator("#messages > li.visitor")).to_have_count(1)
    assert page.evaluate("sessionStorage.unsent ?? '[]'") == "[]"


def test_a_failed_message_is_tried_again_or_deleted(open_page: Open) -> None:
    page = open_page("/chat")
    page.route("**/messages", refuse_writes)
    say(page, "the office in Ghana")
    expect(page.locator("[data-state=failed]")).to_contain_text("Not sent")
    page.reload()  # tried again by itself, still in vain
    expect(page.locator("[data-state=failed]")).to_be_visible()
    page.unroute("**/messages")
    page.get_by_role("button", name="Try again").click()
    expect(last(page)).to_contain_text("Accra")
    page.route("**/messages", refuse_writes)
    say(page, "another question")
    expect(page.locator("[data-state=failed]")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    assert own(page) == 1


def test_what_is_written_offline_is_sent_when_the_line_is_back(open_page: Open) -> None:
    page = open_page("/chat")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("offline")
    say(page, "the office in Ghana")
    expect(page.locator("[data-state=sending]")).to_be_visible()
    page.context.set_offline(False)
    expect(last(page)).to_contain_text("Accra")


def test_a_draft_outlives_navigation_and_the_language_but_not_the_quick_exit(open_page: Open) -> None:
    page = open_page("/chat")
    page.locator("#text").fill("not yet sent")
    page.locator("#language button").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#text")).to_have_value("not yet sent")
    page.goto("/privacy")
    page.goto("/chat")
    expect(page.locator("#text")).to_have_value("not yet sent")
    assert page.evaluate("sessionStorage.draft") is None


def test_the_quick_exit_leaves_nothing_behind(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    page.locator("#text").fill("not yet sent")
    page.evaluate("document.getElementById('exit').href = '/healthz'")  # no test leaves this machine
    page.locator("#exit").click()
    page.wait_for_url("**/healthz")
    assert page.evaluate("JSON.stringify({...sessionStorage})") == "{}"
    page.wait_for_timeout(500)
    assert page.context.cookies() == []
    page.go_back()
    assert "/chat" not in page.url


def test_the_chat_goes_on_in_a_second_tab_and_ends_with_the_last_one(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    mine = conversation_of(page)
    second = page.context.new_page()
    second.goto("/chat")
    expect(last(second)).to_contain_text("Accra")
    assert conversation_of(second) == mine
    context = page.context
    second.close()
    page.close()
    third = context.new_page()
    third.goto("/chat")
    expect(third.locator("#suggested")).to_be_visible()
    assert conversation_of(third) != mine


def test_the_chat_is_kept_where_ana_wishes_it(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    mine, context = conversation_of(page), page.context
    page.locator("#saving > summary").click()
    page.get_by_role("button", name="Keep this chat").click()
    expect(page.get_by_role("button", name="Do not keep it")).to_be_focused()
    assert all(cookie["expires"] > 0 for cookie in context.cookies() if cookie["name"].startswith("emma_"))
    page.close()
    later = context.new_page()
    later.goto("/chat")
    expect(last(later)).to_contain_text("Accra")
    assert conversation_of(later) == mine


def test_messages_keep_their_language_when_the_interface_changes(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    page.locator("#language button").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(last(page).locator(".said")).to_have_attribute("lang", "en")
    expect(page.locator("#send")).to_have_text("Enviar")
