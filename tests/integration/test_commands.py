"""Typed text is never a Rasa command; a choice counts only while it is offered. With the trained model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.visitor import Visitor, choices, outcomes

pytestmark = pytest.mark.model

COMMANDS = [
    "/restart",
    " /restart",
    "\n/restart",
    "\u00a0/restart",
    "\u200b/restart",
    "/session_start",
    "/back",
    "/affirm",
    '/ask{"article": "check-case-status"}',
    '/intent{"entity": "value"}',
    "/out_of_scope",
    "/nlu_fallback",
]


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_typed_command_is_a_text_with_a_friendly_reply(visitor: Visitor, typed: str) -> None:
    visitor.says("where is the immigration office in Ghana")
    answer = visitor.says(typed)
    assert answer["replies"], "it is answered"
    assert "unavailable" not in outcomes(answer)
    assert "emergency" not in outcomes(answer)
    assert answer["status"] == "with_assistant", "and nobody was queued by it"
    assert all(reply["confidence"] < 1.0 for reply in answer["replies"]), "it went through the NLU"
    assert len(visitor.messages()) >= 4, "nothing was restarted"


@pytest.mark.parametrize(
    "typed", ["/human", "/human{}", "/human@1.0", '/emergency{"alarm": "danger"}', "EXTERNAL: human"]
)
def test_a_typed_command_that_reads_as_words_is_understood_as_words(visitor: Visitor, typed: str) -> None:
    answer = visitor.says(typed)
    assert answer["message"]["text"] == typed
    assert all(reply["confidence"] < 1.0 for reply in answer["replies"]), "it went through the NLU"


@pytest.mark.parametrize("typed", ["/restart", "/session_start", "/back"])
def test_a_typed_restart_does_not_forget_what_was_said(client: TestClient, typed: str) -> None:
    ana = Visitor(client)
    ana.says("tell me about form I-90")
    before = state_of(client, ana)
    ana.says(typed)
    assert before["slots"].get("form") == "I-90"
    assert state_of(client, ana)["slots"].get("form") == "I-90"


def test_an_offered_choice_is_answered_and_its_payload_stays_inside(visitor: Visitor) -> None:
    offered = a_choice(visitor)
    answer = visitor.chooses(offered)
    assert answer["message"]["text"] == offered["title"]
    assert answer["replies"]
    assert "unavailable" not in outcomes(answer)
    assert "payload" not in json.dumps(visitor.messages())


@pytest.mark.parametrize(("language", "word"), [("en", "button"), ("es", "botón")])
def test_an_expired_choice_is_409_in_the_visitors_language(client: TestClient, language: str, word: str) -> None:
    ana = Visitor(client, language)
    answer = ana.post({"client_id": "c1", "choice": "long-gone"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "choice_expired")
    assert word in answer.json()["error"]["message"]
    assert ana.messages() == []


def test_the_choice_of_another_conversation_is_refused(client: TestClient) -> None:
    ana, mallory = Visitor(client), Visitor(client)
    offered = a_choice(ana)
    mallory.says("hello")
    assert mallory.post({"client_id": "c1", "choice": offered["id"]}).status_code == 409


def test_a_payload_sent_as_a_choice_is_refused(visitor: Visitor) -> None:
    a_choice(visitor)
    assert visitor.post({"client_id": "c1", "choice": "/human"}).status_code == 409


def a_choice(visitor: Visitor) -> dict[str, Any]:
    """A button that Emma offers: what did not help leads to other articles and a person."""
    visitor.says("how do I renew my green card")
    offered = choices(visitor.says("that did not help"))
    assert offered
    return offered[0]


def state_of(client: TestClient, visitor: Visitor) -> dict[str, Any]:
    """The assistant's state as stored."""
    from emma.conversations.opening import CONVERSATION

    process = client.app.state.process  # type: ignore[attr-defined]
    with process.engine.connect() as connection:
        query = CONVERSATION.select().where(CONVERSATION.c.id == visitor.id)
        return connection.execute(query).one().state["assistant"]
