"""The REST channel: Rasa's shape, our guard, a token where one is set. With the trained model."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from emma.conversations.opening import CONVERSATION
from emma.settings import Settings
from tests.fakes import FakeAssistant
from tests.processes import settings_in, with_assistant

pytestmark = pytest.mark.model

URL = "/webhooks/rest/webhook"


def say(client: TestClient, message: str, sender: str = "ana", **more: Any) -> list[dict[str, Any]]:
    """One message of a Rasa client."""
    answer = client.post(URL, json={"sender": sender, "message": message, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_answer_has_rasas_shape_and_ours_on_the_last_item(client: TestClient) -> None:
    items = say(client, "where is the immigration office in Ghana")
    assert all(item["recipient_id"] == "ana" and item["text"] for item in items)
    assert all("custom" not in item for item in items[:-1])
    emma = items[-1]["custom"]["emma"]
    assert set(emma) >= {"outcome", "topic", "language", "confidence", "sources", "status", "masked"}
    assert (emma["outcome"], emma["topic"], emma["language"]) == ("answered", "find_office", "en")
    assert set(emma["sources"][0]) == {"title", "url", "as_of"}
    assert (emma["status"], emma["masked"]) == ("with_assistant", [])


def test_a_case_question_says_what_was_masked_and_why_a_person_is_offered(client: TestClient) -> None:
    items = say(client, "my receipt IOE0912345678 says case was received, when will i get it")
    emma = items[-1]["custom"]["emma"]
    assert (emma["outcome"], emma["reason"]) == ("offered_agent", "case_specific")
    assert emma["masked"] == ["receipt number"]
    assert "IOE0912345678" not in str(items)


def test_a_button_is_used_by_sending_its_payload_back(client: TestClient) -> None:
    say(client, "how do I renew my green card")
    items = say(client, "that did not help")
    buttons = [button for item in items for button in item.get("buttons", [])]
    assert buttons
    assert all(set(button) == {"title", "payload"} for button in buttons)
    assert all(button["payload"].startswith("choice:") for button in buttons)
    told = say(client, buttons[0]["payload"])[-1]["custom"]["emma"]
    assert told["outcome"] in ("answered", "asked"), "an article, or the question it asks first"
    assert (told["article"] is not None, told["confidence"]) == (True, 1.0), "a button is certain"


@pytest.mark.parametrize(
    ("chosen", "language"), [("es", "es"), ("en", "en"), ("fr", "en"), (None, "en"), (["es"], "en")]
)
def test_the_language_may_be_told(client: TestClient, chosen: Any, language: str) -> None:
    items = say(client, "N-400", sender=f"ana-{chosen}", metadata={"language": chosen})
    assert items[-1]["custom"]["emma"]["language"] == language


def test_a_sender_has_one_conversation_and_is_kept_only_as_a_keyed_hash(client: TestClient) -> None:
    for _ in range(2):
        say(client, "hello", sender="maria@example.com")
    say(client, "hello", sender="another")
    with client.app.state.process.engine.connect() as connection:  # type: ignore[attr-defined]
        rows = connection.execute(select(CONVERSATION).where(CONVERSATION.c.sender_hash.is_not(None))).all()
    assert len(rows) == 2
    assert "maria" not in repr(rows)


def test_without_a_sender_every_message_is_a_new_conversation(client: TestClient) -> None:
    assert client.post(URL, json={"message": "hello"}).json()[0]["recipient_id"] == ""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"sender": "ana"}, 422),
        ({"sender": "ana", "message": ""}, 422),
        ({"sender": "ana", "message": 7}, 422),
        ({"sender": 7, "message": "hello"}, 422),
        ({"sender": "a" * 256, "message": "hello"}, 422),
        ({"sender": "ana", "message": "a" * 2001}, 413),
        ({"sender": "ana", "message": "choice:gone-now"}, 409),
        ({"sender": "ana", "message": "choice:"}, 200),
        ({"sender": "ana", "message": "choice: the I-90 or the N-400?"}, 200),
        ({"sender": "ana", "message": "/restart"}, 200),
        ({"sender": "ana", "message": "hello", "metadata": "es"}, 422),
        ({"sender": "\u0000\u200b", "message": "hello"}, 200),
        ([], 422),
    ],
)
def test_bad_input_gets_the_right_status(client: TestClient, body: Any, status: int) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == status, answer.text


def test_a_sender_with_half_a_character_is_answered_below_500(client: TestClient) -> None:
    body = b'{"sender": "\\ud800", "message": "hello"}'
    assert client.post(URL, content=body, headers={"Content-Type": "application/json"}).status_code < 500


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 403),
        ("Bearer wrong", 403),
        ("the-right-token-x", 403),
        ("Bearer \u00fc".encode("latin-1"), 403),
        ("Bearer the-right-token", 200),
    ],
)
def test_where_a_token_is_set_it_is_needed(settings: Settings, header: Any, status: int) -> None:
    from emma.web.app import create_app

    closed = settings_in(settings.var, rest_token="the-right-token")
    client = TestClient(with_assistant(create_app(closed, load=False), FakeAssistant()), raise_server_exceptions=False)
    headers = {"Authorization": header} if header else {}
    assert client.post(URL, json={"sender": "ana", "message": "hello"}, headers=headers).status_code == status
