"""When an answer did not help: other answers and what a person can do, then a person; never the same answer again."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Engine

from actions.answer import ActionAnswer
from actions.case import ActionCase
from actions.other_answers import ActionDidNotHelp
from tests.visitor_says import heard

RENEW, REPLACE = "renew-green-card", "replace-lost-green-card"


def run(action: Any, tracker: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What was said, and the slots that were set."""
    said = CollectingDispatcher()
    events = action.run(said, tracker, {})
    return said.messages, {event["name"]: event["value"] for event in events}


def payloads(message: dict[str, Any]) -> list[str]:
    return [button["payload"] for button in message["buttons"]]


def effects(messages: list[dict[str, Any]]) -> list[str]:
    return [one["kind"] for message in messages for one in message["custom"]["emma"].get("effects", [])]


def answered(tables: Engine, **slots: Any) -> dict[str, Any]:
    """The slots after Ana got the article on renewing a card."""
    tracker = heard(
        "renew my card",
        intent=f"ask/{RENEW}",
        ranking=[(f"ask/{RENEW}", 0.9), (f"ask/{REPLACE}", 0.3), ("my_case", 0.2)],
        slots=slots,
    )
    return {**slots, **run(ActionAnswer(), tracker)[1]}


def test_an_answer_becomes_the_subject_with_its_form_and_remembers_what_else_was_likely(tables: Engine) -> None:
    slots = answered(tables)
    assert slots["subjects"] == [
        {"payload": f'/ask{{"article": "{RENEW}"}}', "topic": "green_card_replacement", "form": "I-90"}
    ]
    assert slots["form"] == "I-90"
    assert slots["candidates"][0] == REPLACE
    assert RENEW not in slots["candidates"]


def test_topic_memory_is_bounded(tables: Engine) -> None:
    slots: dict[str, Any] = {}
    for article in (RENEW, REPLACE, "change-address", "processing-times", RENEW):
        slots |= run(ActionAnswer(), heard(article=article, intent="ask", slots=slots))[1]
    kept = [subject["payload"].split('"')[3] for subject in slots["subjects"]]
    assert kept == ["change-address", "processing-times", RENEW]
    assert len(slots["shown"]) <= 6


def test_the_first_time_other_answers_come_with_the_whole_offer(tables: Engine) -> None:
    tracker = heard("that did not help", intent="did_not_help", slots={**answered(tables), "status": "with_assistant"})
    messages, slots = run(ActionDidNotHelp(), tracker)
    assert [message["response"] for message in messages] == ["utter_did_not_help", "utter_offer_agent"]
    assert payloads(messages[0])[0] == f'/ask{{"article": "{REPLACE}"}}'
    assert f'/ask{{"article": "{RENEW}"}}' not in payloads(messages[0])
    assert effects(messages) == ["offer"]
    assert slots["rejected"] == [RENEW]


def test_the_second_time_is_a_person_at_once(tables: Engine) -> None:
    tracker = heard("still no", intent="did_not_help", slots={"unhelpful": 1, "status": "with_assistant"})
    messages, _ = run(ActionDidNotHelp(), tracker)
    assert [message["response"] for message in messages] == ["utter_queued"]
    assert effects(messages) == ["queue"]
    assert messages[0]["custom"]["emma"]["reason"] == "repeated"


def test_a_thumbs_down_below_an_older_answer_names_its_article(tables: Engine) -> None:
    tracker = heard(intent="did_not_help", article=REPLACE, slots=answered(tables))
    assert run(ActionDidNotHelp(), tracker)[1]["rejected"] == [REPLACE]


def test_who_waits_keeps_the_place(tables: Engine) -> None:
    tracker = heard(intent="did_not_help", slots={**answered(tables), "status": "waiting"})
    messages, _ = run(ActionDidNotHelp(), tracker)
    assert messages[-1]["response"] == "utter_already_waiting"
    assert effects(messages) == []


def test_the_same_question_in_other_words_gets_a_different_try(tables: Engine) -> None:
    slots = answered(tables) | {"rejected": [RENEW], "unhelpful": 1}
    again = heard(
        "how do people renew the card",
        intent=f"ask/{RENEW}",
        ranking=[(f"ask/{RENEW}", 0.9), (f"ask/{REPLACE}", 0.4)],
        slots=slots,
    )
    messages, _ = run(ActionAnswer(), again)
    assert messages[0]["response"] == "utter_did_not_help"
    assert messages[0]["text"] is None
    assert payloads(messages[0])[0] == f'/ask{{"article": "{REPLACE}"}}'


def test_a_rejected_answer_is_shown_when_it_is_chosen(tables: Engine) -> None:
    chosen = heard("Renew", intent="ask", article=RENEW, slots={"rejected": [RENEW]})
    messages, _ = run(ActionAnswer(), chosen)
    assert messages[0]["custom"]["emma"]["article"] == RENEW


def test_in_circles_a_person_is_offered_for_the_subject(tables: Engine) -> None:
    messages, _ = run(
        ActionDidNotHelp(),
        heard(intent="did_not_help", aspect="circle", slots=answered(tables) | {"status": "with_assistant"}),
    )
    assert [message["response"] for message in messages] == ["utter_in_circles", "utter_offer_agent"]
    assert messages[0]["custom"]["emma"]["effects"][0]["topic"] == "green_card_replacement"


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Where is your case? Whom to ask"), ("es", "¿Dónde está su caso? A quién preguntar")]
)
def test_a_question_about_the_own_case_offers_the_pickers(tables: Engine, language: str, title: str) -> None:
    messages, _ = run(ActionCase(), heard("where is my case", intent="my_case", language=language))
    assert title in [button["title"] for button in messages[0]["buttons"]]
    assert len(messages[0]["buttons"]) == 2


@pytest.mark.parametrize(("article", "steps"), [("who-has-my-case", 5), ("where-is-your-case", 6)])
def test_a_picker_asks_in_words_and_answers_each_step(tables: Engine, article: str, steps: int) -> None:
    messages, _ = run(ActionAnswer(), heard(intent="ask", article=article))
    assert messages[0]["custom"]["emma"]["outcome"] == "asked"
    assert len(messages[0]["buttons"]) == steps
    for language in ("en", "es"):
        for payload in payloads(messages[0]):
            variant = payload.split('"')[-2]
            said, _ = run(ActionAnswer(), heard(intent="ask", article=article, variant=variant, language=language))
            assert said[0]["custom"]["emma"]["outcome"] == "answered"
            assert said[0]["custom"]["emma"]["sources"]
            if article == "who-has-my-case":
                for word in (
                    ("Who", "Contact", "Where to look") if language == "en" else ("Quién", "Contacto", "Dónde mirar")
                ):
                    assert f"**{word}:**" in said[0]["text"]
