"""A public chat widget that knows nothing of Emma talks to her over Rasa's REST channel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
BUNDLE = Path(os.environ.get("EMMA_PEERS", "none")) / "node_modules" / "deep-chat" / "dist" / "deepChat.bundle.js"
PAGE = """<!doctype html><html lang="en"><title>Other</title><script type="module" src="/deepChat.bundle.js"></script>
<deep-chat connect='{"url": "/webhooks/rest/webhook"}'></deep-chat><script type="module">
const chat = document.querySelector("deep-chat");
chat.requestInterceptor = (request) => ({ ...request, body: { sender: "ana", message: request.body.messages[0].text } });
chat.responseInterceptor = (replies) => ({ text: replies.map((reply) => reply.text).join("\\n\\n") });
</script>"""


@pytest.fixture(scope="module")
def served(stage: Stage) -> str:
    """The scripted Emma."""
    return stage.base


def with_deep_chat(page: Page) -> None:
    page.route("**/other", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route("**/deepChat.bundle.js", lambda route: route.fulfill(path=BUNDLE, content_type="text/javascript"))
    page.goto("/other")


@pytest.mark.skipif(not BUNDLE.exists(), reason="EMMA_PEERS names a folder where npm installed deep-chat")
def test_deep_chat_asks_and_shows_the_answer(browser: Browser, served: str) -> None:
    page = browser.new_context(base_url=served).new_page()
    page.route("https://**", lambda route: route.abort())  # it asks another host for a font
    with_deep_chat(page)
    page.locator("#text-input").click()
    page.keyboard.insert_text("the office in Ghana")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Accra")).to_be_visible()
    page.context.close()
