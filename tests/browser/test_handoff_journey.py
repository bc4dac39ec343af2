"""The whole journey with the live model: Ana asks in Spanish, waits, Bea serves her, passes her on to Cora, a request is made,
Emma is back, and Ana reads the request in another browser with its key. Bea is who speaks Spanish in the demonstration.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Open, answer, at_desk, take_next
from tests.browser.visitor import SEND_TO_AGENT, last, say, wants_a_person

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

CASE = "mi recibo IOE0912345678 dice caso recibido, cuando me llega la tarjeta"
GENERAL = "donde queda la oficina de inmigracion en Ghana"
ANOTHER = "cuanto cuesta el formulario N-400"
EMERGENCY = "mi esposo me esta golpeando ahora mismo, tengo miedo"
WANTED = "La tarjeta se envió en mayo y no ha llegado."
LOOK_UP = re.compile("^(Look it up|Consultar)$")


def test_ana_is_served_in_spanish_from_the_question_to_the_request(open_page: Open) -> None:
    ana = open_page("/chat", locale="es-US")
    ben, bea, cora = at_desk(open_page), at_desk(open_page, "tier_1_es"), at_desk(open_page, "tier_2")

    accepts_the_offer(ana)
    waits_and_is_answered_all_the_same(ana)
    is_offered_to_who_speaks_spanish(ben, bea)
    tells_emma_of_danger(ana, bea)

    take_next(bea)
    expect(bea.locator("#messages")).to_contain_text("[receipt number]")
    assert "IOE0912345678" not in bea.content()
    expect(bea.locator("#safety-card")).to_contain_text("988")
    expect(ana.locator("#status")).to_contain_text("Bea")
    confirms_who_she_is(ana, bea)
    answer(bea, "Ya lo revisé. Lo ve ahora una oficial.")
    expect(last(ana, "agent")).to_contain_text("Lo ve ahora una oficial")

    is_passed_on(bea, cora)
    expect(ana.locator("#status")).to_contain_text("Cora")
    reference = gets_a_request(ana, cora)
    cora.locator("#end summary").click()
    cora.locator("#end button").click()
    expect(cora.locator("#answer .closed")).to_be_visible()
    expect(ana.locator("#standing")).to_have_attribute("data-status", "with_assistant")
    ask(ana, ANOTHER)
    expect(last(ana)).to_contain_text("N-400")

    key = takes_the_key(ana, reference)
    reads_it_elsewhere(open_page, reference, key)
    five_wrong_keys_lock(open_page, reference, key)


def ask(ana: Page, text: str) -> None:
    """Write, and wait for the first reply."""
    replies = ana.locator("#messages > li.assistant[data-seq]")
    before = replies.count()
    say(ana, text)
    expect(replies.nth(before)).to_be_visible()


def accepts_the_offer(ana: Page) -> None:
    """A question about the own case is answered with where to look it up, and a person is offered."""
    ask(ana, CASE)
    expect(ana.locator("#messages .visitor .said").last).to_contain_text("[receipt number]")
    say(ana, "sí, por favor")
    expect(ana.locator("#standing")).to_have_attribute("data-status", "waiting")
    expect(ana.locator("#status")).to_contain_text("Lugar 1")


def waits_and_is_answered_all_the_same(ana: Page) -> None:
    """A general question is answered and the place is kept."""
    ask(ana, GENERAL)
    expect(ana.locator("#messages")).to_contain_text("Accra")
    expect(ana.locator("#standing")).to_have_attribute("data-status", "waiting")
    expect(ana.locator("#status")).to_contain_text("Lugar 1")


def tells_emma_of_danger(ana: Page, bea: Page) -> None:
    """An emergency is answered at once and marked for the agents."""
    ask(ana, EMERGENCY)
    expect(ana.locator("#messages .emergency").last).to_contain_text("911")
    expect(ana.locator("#standing")).to_have_attribute("data-status", "waiting")
    expect(bea.locator("#list .sign.danger")).to_have_count(1)


def is_offered_to_who_speaks_spanish(ben: Page, bea: Page) -> None:
    """An English-only agent is not offered the chat."""
    for page in (ben, bea):
        page.locator("#tab-waiting").click()
    expect(bea.locator("#list .row")).to_have_count(1)
    assert "IOE" not in bea.content()
    assert "receipt" not in bea.locator("#list").inner_text()
    ben.reload()
    expect(ben.locator("#list .row")).to_have_count(0)


def confirms_who_she_is(ana: Page, bea: Page) -> None:
    """A secure form is opened, filled in, seen for a purpose and erased; then the next one opens."""
    bea.locator("button[value=verify_identity]").click()
    ana.locator(".secure input[name=full_name]").fill("Ana Example")
    ana.locator(".secure input[name=birth_date]").fill("1990-01-02")
    ana.get_by_role("button", name=SEND_TO_AGENT).click()
    bea.locator("button[value=compare_with_record]").click()
    expect(bea.locator(".values")).to_contain_text("Ana Example")
    bea.locator("button[value=verified]").click()
    expect(bea.locator("#disclosure")).to_have_class(re.compile("verified"))
    bea.locator("button[value=find_case]").click()
    ana.locator(".secure input[name=receipt_number]").fill("IOE0912345678")
    ana.get_by_role("button", name=SEND_TO_AGENT).click()
    bea.locator("button[value=look_up_case]").click()
    expect(bea.locator(".values")).to_contain_text("IOE0912345678")


def is_passed_on(bea: Page, cora: Page) -> None:
    """With a comment, to an officer who is here."""
    bea.locator("#transfer summary").click()
    bea.locator("#to").select_option(value="tier:2")
    bea.locator("#comment").fill("identidad confirmada, la tarjeta no llegó")
    bea.locator("#transfer button").click()
    expect(bea.locator("#answer .closed")).to_be_visible()
    take_next(cora)
    expect(cora.locator("#packet")).to_contain_text("la tarjeta no llegó")


def gets_a_request(ana: Page, cora: Page) -> str:
    """Its reference stands in the chat; the key is for Ana alone."""
    cora.locator("#request").click()
    cora.locator("#kind").select_option("non_delivery")
    cora.locator("#where").select_option("unknown:")
    cora.locator("#wanted").fill(WANTED)
    cora.locator("#panel button").first.click()
    expect(cora.locator("#packet a")).to_be_visible()
    reference = cora.locator("#packet a").inner_text()
    expect(last(ana, "system")).to_contain_text(reference)
    return reference


def takes_the_key(ana: Page, reference: str) -> str:
    """Shown once, in the browser of the chat."""
    ana.goto(f"/requests/key/{reference}?lang=es")
    ana.locator("main form button").click()
    return ana.locator(".told dd").last.inner_text()


def look_up(page: Page, reference: str, key: str) -> None:
    page.goto("/requests?lang=es")
    page.locator("#reference").fill(reference)
    page.locator("#key").fill(key)
    page.get_by_role("button", name=LOOK_UP).click()


def reads_it_elsewhere(open_page: Open, reference: str, key: str) -> None:
    page = open_page("/requests?lang=es", locale="es-US")
    look_up(page, reference, key)
    expect(page.locator("main")).to_contain_text(WANTED)


def five_wrong_keys_lock(open_page: Open, reference: str, key: str) -> None:
    page = open_page("/requests?lang=es", locale="es-US")
    for _ in range(5):
        look_up(page, reference, "una dos tres cuatro")
    look_up(page, reference, key)
    expect(page.locator("main")).not_to_contain_text(WANTED)


def test_bea_reads_what_ana_writes_within_two_seconds(open_page: Open) -> None:
    ana, bea = open_page("/chat", locale="es-US"), at_desk(open_page, "tier_1_es")
    wants_a_person(ana)
    take_next(bea)
    expect(ana.locator("#standing")).to_have_attribute("data-status", "with_agent")
    for number in range(3):
        say(ana, f"mensaje {number}")
        expect(bea.locator("#messages .visitor .said").last).to_have_text(f"mensaje {number}", timeout=2_000)
