"""Bad input over HTTP with the trained model: a clear error or a friendly reply, never a 5xx, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.visitor import Visitor

pytestmark = pytest.mark.model

EMPTY = ["", "   ", "\n\t", "\u00a0", "\u200b\u200b\ufeff", "\u0000\u0007", "\ud800", "\u202e"]


@pytest.mark.parametrize("text", EMPTY)
def test_a_message_without_anything_to_read_is_422_with_advice(visitor: Visitor, text: str) -> None:
    answer = send_raw(visitor, json.dumps({"client_id": "c1", "text": text}))
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"
    assert answer.json()["error"]["message"]
    assert visitor.messages() == []


@pytest.mark.parametrize("size", [2_001, 10_240, 60_000])
def test_a_long_message_is_413_with_advice(visitor: Visitor, size: int) -> None:
    answer = visitor.post({"client_id": "c1", "text": "a" * size})
    assert answer.status_code == 413
    assert "2,000" in answer.json()["error"]["message"]
    assert visitor.messages() == []


def test_a_body_of_a_megabyte_is_413(visitor: Visitor) -> None:
    answer = send_raw(visitor, json.dumps({"client_id": "c1", "text": "a" * 1_000_000}))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_long"


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "[]", "7", '"text"', "{'client_id': 'c1'}", '{"client_id": "c1"', "\x00", '{"client_id":"c1"}'],
)
def test_a_body_that_is_no_message_is_422(visitor: Visitor, body: str) -> None:
    answer = send_raw(visitor, body)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": 1, "text": "hello"},
        {"client_id": "c1", "text": 5},
        {"client_id": "c1", "text": ["hello"]},
        {"client_id": "c1", "text": {"$ne": ""}},
        {"client_id": "c1", "text": True},
        {"client_id": None, "text": "hello"},
        {"client_id": "", "text": "hello"},
        {"client_id": "x" * 65, "text": "hello"},
        {"client_id": "nul\u0000", "text": "hello"},
        {"client_id": "ñ", "text": "hello"},
        {"client_id": "c1", "text": "hello", "choice": "abc"},
        {"client_id": "c1", "text": "hello", "status": "with_agent"},
        {"client_id": "c1", "choice": "x" * 65},
        {"text": "hello"},
    ],
)
def test_wrong_types_missing_and_extra_fields_are_422(visitor: Visitor, body: dict[str, Any]) -> None:
    assert visitor.post(body).status_code == 422
    assert visitor.messages() == []


def test_bytes_that_are_no_text_are_refused(visitor: Visitor) -> None:
    assert send_raw(visitor, b'{"client_id": "c1", "text": "\xff\xfe"}').status_code in (400, 422)


def test_an_error_never_quotes_what_was_sent(visitor: Visitor) -> None:
    answer = visitor.post({"client_id": "c1", "text": ["my number is A123456789"]})
    assert "A123456789" not in answer.text


@pytest.mark.parametrize("raw", ['"where is the office in Ghana \\ud800"', '"\\udfff where is the office in Ghana"'])
def test_a_lone_surrogate_is_removed_and_the_rest_is_answered(visitor: Visitor, raw: str) -> None:
    answer = send_raw(visitor, f'{{"client_id": "c1", "text": {raw}}}')
    assert answer.status_code == 201
    assert answer.json()["message"]["text"] == "where is the office in Ghana"


@pytest.mark.parametrize(
    "text", ["where is\u0000 the office\u0007", "\u200bwhere is the \ufeffoffice", "where is the office\r"]
)
def test_control_and_zero_width_characters_are_removed(visitor: Visitor, text: str) -> None:
    assert visitor.says(text)["message"]["text"] == "where is the office"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1)) <b onclick='x'>bold</b>",
        "'; DROP TABLE messages; --",
        '" OR 1=1 --',
        "{{7*7}} ${7*7} {position} {wait}",
        "😀" * 500,
        "👩‍👩‍👧‍👦 visa?",
        "a" * 2_000,
        "? " * 900,
        "https://example.com/" + "x" * 300,
        "ｗｈｅｒｅ ｉｓ ｔｈｅ ｏｆｆｉｃｅ",
        "أين المكتب؟",
        "移民局在哪里",
        "%s %d %(x)s \\x00 \\u0000",
        "-1",
        "[A-number]",
    ],
)
def test_odd_text_gets_a_friendly_reply_and_is_kept(visitor: Visitor, text: str) -> None:
    answer = visitor.says(text)
    assert answer["replies"]
    assert all(reply["outcome"] != "unavailable" for reply in answer["replies"])
    assert all(reply["text"].strip() for reply in answer["replies"])
    shown = "".join(reply["html"] for reply in answer["replies"]).lower()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "javascript:" not in shown
    assert visitor.messages()[0]["sender"] == "visitor"
    assert visitor.says("where is the immigration office in Ghana")["replies"], "and the talk goes on"


def test_markup_of_a_visitor_is_shown_as_text_on_the_page(client: TestClient) -> None:
    client.get("/chat")
    sent = client.post("/chat", data={"client_id": "c1", "text": "<script>alert(1)</script>"})
    assert sent.status_code == 200
    assert "<script>alert" not in sent.text
    assert "&lt;script&gt;alert" in sent.text


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
BODIES = ANY | st.fixed_dictionaries(
    {"client_id": st.text(max_size=8) | ANY}, optional={"text": ANY, "choice": ANY, "more": ANY}
)


@given(body=BODIES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_body_is_answered_below_500(visitor: Visitor, body: Any) -> None:
    answer = send_raw(visitor, json.dumps(body))
    assert answer.status_code in (200, 201, 409, 413, 422), (body, answer.text)


def send_raw(visitor: Visitor, body: str | bytes) -> Any:
    """A body as it stands."""
    headers = {**visitor.headers, "Content-Type": "application/json"}
    return visitor.client.post(f"{visitor.url}/messages", content=body, headers=headers)
