"""Ana waits for a person, talks with one, fills a secure form, ends, rates and takes the transcript; with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from emma.conversations.opening import CONVERSATION
from tests.browser.conftest import Open
from tests.browser.visitor import (
    LEAVE,
    PERSON,
    SEND,
    SEND_TO_AGENT,
    ask,
    conversation_of,
    ends,
    last,
    say,
    wants_a_person,
)
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def served(stage: Stage) -> str:
    """The scripted Emma."""
    return stage.base


def rating(stage: Stage, conversation_id: str) -> tuple[int | None, str | None]:
    query = select(CONVERSATION.c.rating, CONVERSATION.c.rating_comment).where(CONVERSATION.c.id == conversation_id)
    with stage.desk.engine.connect() as connection:
        return tuple(connection.execute(query).one())


@pytest.mark.parametrize(
    ("language", "place", "name", "typing", "joined", "wrong"),
    [
        ("en", "Place", "You are talking with Ben (agent, tier 1)", "Ben is writing", "has joined", "Fill this in"),
        (
            "es",
            "Lugar",
            "Conversa con Ben (agente de nivel 1)",
            "Ben está escribiendo",
            "se unió",
            "Complete este dato",
        ),
    ],
)
def test_ana_waits_talks_with_ben_fills_a_form_and_emma_is_back(
    open_page: Open, stage: Stage, language: str, place: str, name: str, typing: str, joined: str, wrong: str
) -> None:
    page = open_page("/chat", locale=f"{language}-US")
    wants_a_person(page)
    expect(page.locator("#status")).to_contain_text(place)
    ask(page, "the office in Ghana")  # answered while waiting
    expect(page.locator("#standing")).to_have_attribute("data-status", "waiting")
    mine, ben = conversation_of(page), stage.somebody()
    handoff_id = stage.claims(ben, mine)
    expect(page.locator("#status")).to_contain_text(name)
    expect(last(page, "system")).to_contain_text(joined)
    stage.types(ben, mine)
    expect(page.locator("#typing")).to_have_text(typing)
    stage.says(ben, mine, "Hello")
    expect(last(page, "agent").locator(".who")).to_contain_text("Ben")
    expect(page.locator("#typing")).to_be_empty()
    stage.opens(ben, mine)
    expect(page.locator(".secure")).to_be_visible()
    page.get_by_role("button", name=SEND_TO_AGENT).click()
    expect(page.locator("[aria-invalid]")).to_be_focused()
    expect(page.locator(".secure .usa-error-message")).to_contain_text(wrong)
    page.locator(".secure input[name=full_name]").fill("Ana Example")
    page.locator(".secure input[name=birth_date]").fill("1990-02-03")
    page.get_by_role("button", name=SEND_TO_AGENT).click()
    expect(page.locator(".secure")).to_have_count(0)
    assert "Ana Example" not in page.content()
    say(page, "thank you")
    expect(last(page, "visitor")).to_have_attribute("data-state", "sent")
    expect(page.locator("#busy")).to_be_empty()
    stage.resolves(ben, handoff_id)
    expect(page.locator("#standing")).to_have_attribute("data-status", "with_assistant")
    expect(page.locator("#dock").get_by_role("button", name=PERSON)).to_be_visible()


def test_ana_is_passed_on_and_asks_for_a_supervisor(open_page: Open, stage: Stage) -> None:
    from emma.desk import passing_on
    from emma.words import Role

    page = open_page("/chat")
    wants_a_person(page)
    mine, ben, cora = conversation_of(page), stage.somebody(), stage.somebody("Cora", Role.TIER_2)
    handoff_id = stage.claims(ben, mine)
    expect(page.locator("#status")).to_contain_text("Ben")
    page.get_by_role("button", name="Ask for a supervisor").click()
    expect(last(page, "visitor").locator(".said")).to_contain_text(re.compile("supervisor"))
    passing_on.transfer(stage.desk, ben, handoff_id, comment="complex", to_agent=cora.id)
    expect(page.locator("#standing")).to_have_attribute("data-status", "waiting")
    expect(last(page, "system")).to_contain_text("passing this conversation on")
    stage.claims(cora, mine)
    expect(page.locator("#status")).to_contain_text("Cora")


def test_ana_leaves_the_line(open_page: Open, stage: Stage) -> None:
    page = open_page("/chat")
    wants_a_person(page)
    page.get_by_role("button", name=LEAVE).click()
    expect(page.locator("#standing")).to_have_attribute("data-status", "with_assistant")
    expect(page.locator("#text")).to_be_focused()


def test_ana_ends_rates_and_takes_the_transcript(open_page: Open, stage: Stage) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    mine = conversation_of(page)
    ends(page)
    expect(page.locator(".choices")).to_have_count(0)
    for kind, part in (("page", "<h1>"), ("text", "Ghana")):
        with page.expect_download() as downloaded:
            page.locator("#dock").get_by_role(
                "link", name=f"Download as {'a page' if kind == 'page' else 'text'}"
            ).click()
        file = downloaded.value
        assert mine not in file.suggested_filename
        assert part in file.path().read_text(encoding="utf-8")
    page.locator("#dock").get_by_label("4", exact=True).check()
    page.locator("#rating-comment").fill("good, my receipt is IOE0912345678")
    page.get_by_role("button", name="Send rating").click()
    expect(page.locator(".over")).to_contain_text("Thank you")
    assert rating(stage, mine) == (4, "good, my receipt is [receipt number]")
    page.reload()
    expect(page.locator(".over")).to_be_visible()
    page.get_by_role("link", name="Start a new conversation").click()
    expect(page.locator("#text")).to_be_visible()
    assert conversation_of(page) != mine


def test_an_answer_that_did_not_help_leads_on(open_page: Open, stage: Stage) -> None:
    page = open_page("/chat")
    ask(page, "the office in Ghana")
    page.locator(".after summary", has_text="No").click()
    page.get_by_label("It is out of date").check()
    page.locator(".after textarea").fill("call me at 202-555-0147")
    page.get_by_role("button", name="Send and see other answers").click()
    expect(last(page)).to_contain_text("closest other answers")
    expect(page.locator(".after").first).to_contain_text("Thank you")
    from emma.conversations.messages import MESSAGE

    query = select(MESSAGE.c.helpful, MESSAGE.c.comment).where(MESSAGE.c.conversation_id == conversation_of(page))
    with stage.desk.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query.where(MESSAGE.c.helpful.is_not(None)))]
    assert rows == [(False, "outdated: call me at [phone]")]


def test_a_notice_of_the_day_is_shown(open_page: Open, stage: Stage) -> None:
    from datetime import timedelta

    from emma.desk import notices
    from emma.models.base import now
    from emma.words import Role

    dana = stage.somebody("Dana", Role.SUPERVISOR)
    until = now() + timedelta(hours=1)
    made = notices.post(stage.desk, dana, "visitors", "Newark is closed today: snow.", "Newark cerró hoy.", until)
    page = open_page("/chat", locale="es-US")
    expect(page.locator(".notice")).to_have_text("Newark cerró hoy.")
    notices.withdraw(stage.desk, dana, made["id"])


def test_without_javascript_ana_waits_talks_fills_ends_and_rates(open_page: Open, stage: Stage) -> None:
    page = open_page("/chat", java_script_enabled=False)
    page.locator("#text").fill("the office in Ghana")
    page.get_by_role("button", name=SEND).click()
    expect(last(page)).to_contain_text("Accra")
    assert page.locator(".scripted:visible").count() == 0
    page.locator("#dock").get_by_role("button", name=PERSON).click()
    expect(page.locator("#status")).to_contain_text("Place 1")
    mine, ben = conversation_of(page), stage.somebody()
    handoff_id = stage.claims(ben, mine)
    stage.opens(ben, mine)
    page.get_by_role("button", name="new messages").click()
    page.locator(".secure input[name=full_name]").fill("Ana Example")
    page.get_by_role("button", name=SEND_TO_AGENT).click()
    expect(page.locator(".secure input[name=full_name]")).to_have_value("Ana Example")
    page.locator(".secure input[name=birth_date]").fill("1990-02-03")
    page.get_by_role("button", name=SEND_TO_AGENT).click()
    expect(page.locator("#done")).to_contain_text("Only this agent")
    stage.resolves(ben, handoff_id)
    page.goto("/chat")
    ends(page)
    page.locator("#dock").get_by_label("5 very good").check()
    page.get_by_role("button", name="Send rating").click()
    assert rating(stage, mine) == (5, None)


def test_nothing_is_missed_where_streams_are_blocked(open_page: Open, stage: Stage) -> None:
    page = open_page("/healthz")
    page.route("**/events*", lambda route: route.abort())
    page.goto("/chat")
    wants_a_person(page)
    mine, ben = conversation_of(page), stage.somebody()
    stage.claims(ben, mine)
    stage.says(ben, mine, "Hello")
    expect(last(page, "agent")).to_contain_text("Hello")
    expect(page.locator("#status")).to_contain_text("Ben")
    stage.opens(ben, mine)
    expect(page.locator(".secure")).to_be_visible()
