"""Ana at the chat page: what she does and what she waits for, whatever the language."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

SEND = re.compile("^(Send|Enviar)$")
PERSON = re.compile("^(Talk to a person|Hablar con una persona)$")
SEND_TO_AGENT = re.compile("^(Send to the agent|Enviar al agente)$")
LEAVE = re.compile("^(Leave the line|Salir de la fila)$")
END = re.compile("^(End this chat|Terminar este chat)$")


def conversation_of(page: Page) -> str:
    """The id of the conversation on the page."""
    return str(page.locator("#main").get_attribute("data-conversation"))


def ask(page: Page, text: str) -> None:
    """Write and send, and wait for the answer."""
    before = page.locator("#messages > li.assistant[data-seq]").count()
    say(page, text)
    expect(page.locator("#messages > li.assistant[data-seq]")).to_have_count(before + 1)


def say(page: Page, text: str) -> None:
    """Write and send."""
    page.locator("#text").fill(text)
    page.get_by_role("button", name=SEND).click()


def wants_a_person(page: Page) -> None:
    """Press the button and wait for the place in the line."""
    page.locator("#dock").get_by_role("button", name=PERSON).click()
    expect(page.locator("#standing")).to_have_attribute("data-status", "waiting")


def ends(page: Page) -> None:
    """End the chat."""
    page.locator("#saving > summary").click()
    page.get_by_role("button", name=END).click()
    expect(page.locator(".over")).to_be_visible()


def last(page: Page, sender: str = "assistant") -> Locator:
    """The newest message of a sender."""
    return page.locator(f"#messages > li.{sender}[data-seq]").last


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
