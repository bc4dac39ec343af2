"""Keyboard, screen reader, taking an answer along, hearing and dictating: what does not depend on eyes and mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.visitor import ask, last, say
from tests.scripted import ARABIC
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
VOICES = """(names) => { const spoken = []; window.spoken = spoken;
  const voices = names.map(([lang, localService]) => ({ lang, localService, name: lang }));
  Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => voices, addEventListener() {}, cancel() {},
    speak: (words) => spoken.push([words.text, words.lang]) } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } }; }"""
RECOGNITION = """(state) => { window.SpeechRecognition = class extends EventTarget {
  static available() { return Promise.resolve(state); } get processLocally() { return this.local; }
  set processLocally(on) { this.local = on; }
  start() { this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0,
      results: [[{ transcript: "the office in Ghana" }]] })); }
  stop() { this.dispatchEvent(new Event("end")); } }; }"""


@pytest.fixture(scope="module")
def served(stage: Stage) -> str:
    """The scripted Emma."""
    return stage.base


def pretending(open_page: Open, script: str, given: object) -> Page:
    import json

    page = open_page("/healthz")
    page.add_init_script(f"({script})({json.dumps(given)})")
    page.goto("/chat")
    return page


def test_with_the_keyboard_alone_ana_asks_chooses_rates_and_calls_a_person(open_page: Open) -> None:
    page = open_page("/chat")
    page.keyboard.press("Tab")
    expect(page.locator(".usa-skipnav")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#text").focus()
    page.keyboard.type("which office")
    page.keyboard.press("Enter")
    expect(page.locator(".choices button")).to_have_count(2)
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".choices button").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".after")).to_be_visible()
    page.locator("#text").focus()
    for _ in range(10):  # back over the answer's tools to "Yes, this helped"
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.value") == "yes":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".after").last).to_contain_text("Thank you")
    page.locator("#text").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Talk to a person")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#standing")).to_have_attribute("data-status", "waiting")


def test_a_screen_reader_finds_the_log_the_senders_and_the_field(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    log = page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    tree = log.aria_snapshot()
    for part in ("You said:", "Emma", "said:", "Accra", "International Immigration Offices", "Did this help?"):
        assert part in tree, tree
    expect(page.locator(".after")).to_have_attribute("aria-live", "off")
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title() == "Chat"


def test_an_answer_is_copied_with_its_source_printed_alone_and_drawn(open_page: Open) -> None:
    page = open_page("/chat")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "the office in Ghana")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#done")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Accra" in copied
    assert "https://www.uscis.gov/about-us/" in copied
    page.evaluate("window.print = () => { window.printed = document.querySelectorAll('.message.printed').length }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") == 1
    page.locator(".qr summary").click()
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    assert page.locator(".qr img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 50


def test_text_grows_without_loss(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    before = last(page).evaluate("item => parseFloat(getComputedStyle(item).fontSize)")
    page.locator("#reading > summary").click()
    for _ in range(4):
        page.get_by_role("button", name="Larger text").click()
    assert last(page).evaluate("item => parseFloat(getComputedStyle(item).fontSize)") == pytest.approx(
        2 * before, rel=0.02
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    assert page.evaluate("document.documentElement.style.fontSize") == "200%"


def test_right_to_left_text_is_shown_right(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, ARABIC)
    expect(last(page, "visitor").locator(".said")).to_have_css("direction", "rtl")
    expect(last(page).locator(".said")).to_have_css("direction", "ltr")


def test_answers_are_read_aloud_by_a_voice_of_the_device_only_when_wished(open_page: Open) -> None:
    page = pretending(open_page, VOICES, [["en-GB", False], ["en-US", True]])
    ask(page, "the office in Ghana")
    assert page.evaluate("spoken") == []
    page.locator("#reading > summary").click()
    page.get_by_role("button", name="Read answers aloud").click()
    ask(page, "the office again")
    assert page.evaluate("spoken.map(([text, lang]) => lang)") == ["en-US"]
    assert "Accra" in page.evaluate("spoken[0][0]")


@pytest.mark.parametrize("voices", [[], [["en-US", False]], [["de-DE", True]]])
def test_reading_aloud_is_not_offered_without_such_a_voice(open_page: Open, voices: list[object]) -> None:
    page = pretending(open_page, VOICES, voices)
    page.locator("#reading > summary").click()
    expect(page.locator("#aloud")).to_be_hidden()


def test_dictation_is_offered_only_where_the_device_does_it(open_page: Open) -> None:
    page = pretending(open_page, RECOGNITION, "available")
    page.get_by_role("button", name="Dictate").click()
    expect(page.locator("#text")).to_have_value("the office in Ghana")
    for state in ("downloadable", "unavailable"):
        page = pretending(open_page, RECOGNITION, state)
        expect(page.locator("#send")).to_be_visible()
        expect(page.locator("#dictate")).to_be_hidden()


def test_buttons_that_no_longer_work_are_gone(open_page: Open) -> None:
    page = open_page("/chat")
    ask(page, "which office")
    for number in range(6):
        ask(page, f"the office {number}")
    expect(page.locator(".choices")).to_have_count(0)
    page.reload()
    expect(page.locator(".choices")).to_have_count(0)


def test_the_count_says_when_a_text_is_too_long_and_it_is_not_sent(open_page: Open) -> None:
    page = open_page("/chat")
    say(page, "a" * 2010)
    expect(page.locator("#count")).to_have_text("10 characters too many")
    expect(page.locator("#error")).not_to_be_empty()
    assert page.locator("li.visitor").count() == 0
