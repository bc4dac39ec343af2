"""Who may read and write a conversation: its token or its cookie, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.visitor import Visitor

pytestmark = pytest.mark.model

CALLS = [
    ("POST", "/messages", {"client_id": "c1", "text": "hello"}),
    ("GET", "/messages", None),
    ("GET", "/events", None),
    ("GET", "/handoff", None),
    ("GET", "/transcript", None),
    ("POST", "/handoff", {}),
    ("DELETE", "/handoff", None),
    ("PATCH", "", {"language": "es"}),
    ("POST", "/heartbeat", None),
    ("POST", "/typing", None),
    ("POST", "/end", None),
    ("POST", "/feedback", {"message": 1, "helpful": True}),
    ("DELETE", "", None),
]


def ask(client: TestClient, call: tuple[str, str, Any], conversation: str, token: str | None) -> Any:
    method, path, body = call
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return client.request(method, f"/api/conversations/{conversation}{path}", json=body, headers=headers)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]} {call[1]}")
def test_without_the_right_token_nothing_is_open(client: TestClient, call: tuple[str, str, Any]) -> None:
    ana, mallory = Visitor(client), Visitor(client)
    for token in (mallory.token, None, "", "wrong", "x" * 10_000):
        answer = ask(client, call, ana.id, token)
        assert answer.status_code == 403, (token, answer.text)
        assert answer.json()["error"]["code"] == "forbidden"
    assert ana.messages() == []
    assert ana.says("hello")["status"] == "with_assistant"


@pytest.mark.parametrize(
    "unknown", ["nothing", "00000000-0000-0000-0000-000000000000", "a" * 3_000, "'; --", "%00", "ñ"], ids=range(6)
)
def test_an_unknown_conversation_is_not_found(client: TestClient, unknown: str) -> None:
    answer = ask(client, CALLS[0], unknown, "token")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_odd_tokens_are_refused(client: TestClient) -> None:
    ana = Visitor(client)
    for header in (b"Bearer \xff\xfe", b"Bearer", b"Basic abc", b"bearer  ", b""):
        answer = client.get(ana.url + "/messages", headers={"Authorization": header})
        assert answer.status_code == 403, header


@pytest.mark.parametrize("after", ["-1", "99999999999999999999999", "abc", "1.5", ""])
def test_any_sequence_number_is_answered_below_500(client: TestClient, after: str) -> None:
    ana = Visitor(client)
    assert client.get(f"{ana.url}/messages?after={after}", headers=ana.headers).status_code in (200, 422)


@pytest.mark.parametrize("seq", [0, -1, 1, 99, 10**30])
def test_a_rating_of_no_reply_is_refused(client: TestClient, seq: int) -> None:
    ana = Visitor(client)
    assert ana.post({"message": seq, "helpful": True}, "/feedback").status_code in (404, 422)


def test_the_browsers_cookie_is_enough_on_the_same_origin_only(client: TestClient) -> None:
    opened = client.get("/chat")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    conversation = client.cookies["emma_chat"].partition(".")[0]
    body = {"client_id": "c1", "text": "hello"}
    url = f"/api/conversations/{conversation}/messages"
    assert client.post(url, json=body, headers={"Origin": "http://testserver"}).status_code == 201
    for header in ({"Origin": "https://mallory.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(url, json={**body, "client_id": "c2"}, headers=header).status_code == 403
    assert client.post("/chat", data={"text": "x"}, headers={"Origin": "https://mallory.example"}).status_code == 403


@pytest.mark.parametrize("cookie", ["nonsense", "a.b", ".", "a.b.c", "x" * 4_000], ids=range(5))
def test_a_spoiled_cookie_opens_a_new_conversation(client: TestClient, cookie: str) -> None:
    client.cookies.set("emma_chat", cookie)
    opened = client.get("/chat")
    assert opened.status_code == 200
    assert "emma_chat=" in opened.headers["set-cookie"]


def test_after_erasing_nothing_is_left(client: TestClient) -> None:
    ana = Visitor(client)
    ana.says("i want to talk to a person")
    assert client.delete(ana.url, headers=ana.headers).json() == {"erased": "immediate"}
    assert client.get(ana.url + "/messages", headers=ana.headers).status_code == 404


def test_an_ended_conversation_takes_no_more_messages(client: TestClient) -> None:
    ana = Visitor(client)
    ana.says("hello")
    assert ana.post(None, "/end").status_code == 204
    answer = ana.post({"client_id": "late", "text": "one more thing"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ended")
    assert ana.post({}, "/handoff").status_code == 409


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/no/such/page", 404), ("DELETE", "/healthz", 405), ("PUT", "/api/conversations", 405)],
)
def test_other_errors_have_the_same_shape(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}
