"""Ana uses the pages in a browser: questions in both languages, the widget, no JavaScript, accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

Open = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

GHANA = "where is the immigration office in Ghana"
ABROAD = "que numero llamo si estoy fuera de estados unidos"
CASE = {
    "en": "my receipt IOE0912345678 says case was received, when will i get it",
    "es": "mi recibo IOE0912345678 dice caso recibido, cuando me llega",
}
RENEW, NO_HELP = "how do I renew my green card", "that did not help"
MARKUP = "<img src=x onerror=\"document.title='broken'\"><b>where</b> is the office in Ghana <script>alert(1)</script>"
SEND = re.compile("^(Send|Enviar)$")
PERSON = re.compile("^(Talk to a person|Hablar con una persona)$")


def ask(page: Page, question: str) -> Locator:
    """Write the question and send it; gives the last reply once the last question is answered."""
    page.locator("#text").fill(question)
    page.get_by_role("button", name=SEND).click()
    return answered(page)


def answered(page: Page) -> Locator:
    """The newest reply, when nothing newer is waited for."""
    expect(page.locator("#messages > li.visitor[data-seq] + li.assistant[data-seq]").last).to_be_visible()
    expect(page.locator("#messages > li").last).to_have_class(re.compile("assistant"))
    return page.locator("#messages > li.assistant").last


@pytest.mark.parametrize(
    ("locale", "question", "answer", "source"),
    [
        ("en-US", GHANA, "Accra", "Sources: .*International Immigration Offices"),
        ("es-US", ABROAD, "+1-212-620-3418", "Fuentes?: .*con fecha de"),
    ],
)
def test_ana_asks_and_reads_the_answer_with_its_source(
    open_page: Open, locale: str, question: str, answer: str, source: str
) -> None:
    page = open_page("/chat", locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    ask(page, question)
    replies = page.locator("#messages > li.assistant[data-seq]")
    expect(replies.filter(has_text=answer).first).to_be_visible()
    read = [" ".join(text.split()) for text in replies.all_inner_texts()]
    assert any(re.search(source, text) for text in read), read
    expect(page.locator("#messages > li.visitor .said")).to_have_text(question)
    expect(page.locator("#text")).to_be_focused()
    page.reload()
    expect(page.locator("#messages > li.assistant[data-seq]").filter(has_text=answer).first).to_be_visible()


def test_what_was_masked_is_said_and_gone_from_the_page(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, CASE["en"])
    expect(page.locator("#messages > li.visitor .said")).to_contain_text("[receipt number]")
    expect(page.locator(".masked").first).to_contain_text("receipt number")
    assert "IOE0912345678" not in page.content()


def test_the_widget_opens_answers_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page("/")
    launch = page.locator("emma-chat .launch")
    launch.click()
    frame = page.frame_locator("emma-chat iframe")
    expect(frame.locator("#text")).to_be_focused()
    frame.locator("#text").fill(GHANA)
    page.keyboard.press("Enter")
    expect(frame.locator("#messages > li.assistant[data-seq]").first).to_contain_text("Accra")
    page.keyboard.press("Escape")
    expect(page.locator("emma-chat .panel")).to_be_hidden()
    expect(launch).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#messages > li.assistant[data-seq]").first).to_contain_text("Accra")
    page.locator("emma-chat .top button").click()
    expect(launch).to_be_focused()


def test_without_javascript_ana_asks_chooses_and_gets_in_line(open_page: Open) -> None:
    page = open_page("/chat", java_script_enabled=False)
    expect(ask(page, GHANA)).to_contain_text("Accra")
    ask(page, RENEW)
    ask(page, NO_HELP)
    button = page.locator("form.choices button").first
    title = button.inner_text()
    button.click()
    expect(page.locator("#messages > li.visitor .said").last).to_have_text(title)
    answered(page)
    page.locator(".dock").get_by_role("button", name=PERSON).click()
    expect(page.locator("#status")).to_contain_text("Place 1")
    page.get_by_role("button", name="Leave the line").click()
    expect(page.locator("#status")).to_be_empty()


@pytest.mark.parametrize("javascript", [True, False])
def test_markup_is_shown_as_the_text_it_is(open_page: Open, javascript: bool) -> None:
    page = open_page("/chat", java_script_enabled=javascript)
    ask(page, MARKUP)
    own = page.locator("#messages > li.visitor .said")
    expect(own).to_have_text(MARKUP)
    page.reload()
    expect(own).to_have_text(MARKUP)
    assert page.locator("#messages img, #messages script, #messages b").count() == 0
    assert page.title() != "broken"


def fresh(page: Page, language: str) -> None:
    page.goto(f"/chat?lang={language}")


def with_answer_and_choices(page: Page, language: str) -> None:
    fresh(page, language)
    ask(page, CASE[language])
    expect(page.locator("form.choices button").first).to_be_visible()
    expect(page.locator(".sources").first).to_be_visible()


def waiting(page: Page, language: str) -> None:
    fresh(page, language)
    page.locator(".dock").get_by_role("button", name=PERSON).click()
    expect(page.locator("#status")).not_to_be_empty()


def mistaken(page: Page, language: str) -> None:
    fresh(page, language)
    page.get_by_role("button", name=SEND).click()
    expect(page.locator("#error")).not_to_be_empty()


def stored(page: Page, language: str) -> None:
    with_answer_and_choices(page, language)
    page.goto(f"/privacy?lang={language}")
    expect(page.locator("table")).to_be_visible()


def with_widget(page: Page, language: str) -> None:
    page.goto(f"/?lang={language}")
    page.locator("emma-chat .launch").click()
    expect(page.frame_locator("emma-chat iframe").locator("#text")).to_be_visible()


def at(path: str) -> Callable[[Page, str], None]:
    def go(page: Page, language: str) -> None:
        page.goto(f"{path}?lang={language}")

    return go


STATES: dict[str, Callable[[Page, str], None]] = {
    "home": at("/"),
    "home with the widget open": with_widget,
    "chat, fresh": fresh,
    "chat with an answer and choices": with_answer_and_choices,
    "chat in line": waiting,
    "chat with a mistake": mistaken,
    "privacy": at("/privacy"),
    "privacy with what is stored": stored,
    "no such page": at("/no/such/page"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, state: str, language: str, scheme: str) -> None:
    page = open_page("/healthz", color_scheme=scheme, locale=f"{language}-US", reduced_motion="reduce")
    STATES[state](page, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert violations(page) == []


def test_axe_can_find_something(open_page: Open) -> None:
    page = open_page("/chat")
    page.evaluate("document.querySelector('label[for=text]').remove()")
    assert "label" in [rule for rule, _ in violations(page)]


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules of axe that are broken, WCAG 2.2 and best practice, with the elements that break them."""
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    return [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found]
