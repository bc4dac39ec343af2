"""Choices: only what was offered here and lately; the payload never leaves."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.engine import Engine

from emma.conversations.opening import Held, start
from emma.conversations.receiving import CHOICE_WINDOW, Conversations
from emma.errors import ChoiceExpired, Invalid
from tests.fakes import FakeAssistant


def test_an_offered_choice_reaches_the_turn_with_its_payload(
    service: Conversations, ana: Held, fake: FakeAssistant
) -> None:
    offered = service.receive(ana, "c1", text="hello").replies[0]["choices"]
    answer = service.receive(ana, "c2", choice=offered[0]["id"])
    assert fake.inputs[1].payload == '/ask{"article": "x"}'
    assert answer.message["text"] == "More"
    assert not answer.message["masked"]


def test_a_payload_never_leaves(service: Conversations, ana: Held) -> None:
    answer = service.receive(ana, "c1", text="hello")
    again = service.receive(ana, "c2", choice=answer.replies[0]["choices"][0]["id"])
    public = json.dumps([answer.message, answer.replies, again.message, again.replies])
    assert "payload" not in public
    assert "article\\" not in public
    assert all(set(choice) == {"id", "title"} for reply in answer.replies for choice in reply["choices"])


@pytest.mark.parametrize("made_up", ["", "nothing", "/ask{}", "/restart", '/ask{"article": "x"}', "x" * 64])
def test_a_choice_that_was_never_offered_is_refused(service: Conversations, ana: Held, made_up: str) -> None:
    service.receive(ana, "c1", text="hello")
    with pytest.raises(ChoiceExpired):
        service.receive(ana, "c2", choice=made_up)


def test_the_choice_of_another_conversation_is_refused(service: Conversations, ana: Held, engine: Engine) -> None:
    offered = service.receive(ana, "c1", text="hello").replies[0]["choices"][0]
    other = start(engine, None)
    mallory = Held(other.id, "en", "with_assistant")
    service.receive(mallory, "c1", text="hello")
    with pytest.raises(ChoiceExpired):
        service.receive(mallory, "c2", choice=offered["id"])


def test_a_choice_lapses_when_the_talk_has_gone_on(service: Conversations, ana: Held) -> None:
    offered = service.receive(ana, "c0", text="hello").replies[0]["choices"][0]
    for number in range(1, CHOICE_WINDOW):
        service.receive(ana, f"c{number}", text="and then")
    with pytest.raises(ChoiceExpired):
        service.receive(ana, "late", choice=offered["id"])


@pytest.mark.parametrize("given", [{}, {"text": "hello", "choice": "abc"}])
def test_a_message_is_a_text_or_a_choice(service: Conversations, ana: Held, given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        service.receive(ana, "c1", **given)


@pytest.mark.parametrize("client_id", ["", "x" * 65, "tab\there", "ñ", "nul\0"])
def test_a_client_id_is_short_and_visible(service: Conversations, ana: Held, client_id: str) -> None:
    with pytest.raises(Invalid):
        service.receive(ana, client_id, text="hello")
