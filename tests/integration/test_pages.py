"""The chat page without JavaScript: the same service behind a form. With the trained model."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

pytestmark = pytest.mark.model

GHANA = "where is the immigration office in Ghana"


def test_a_question_sent_by_the_form_is_answered_on_the_page(client: TestClient) -> None:
    sent = client.post("/chat", data={"client_id": "c1", "text": GHANA})
    assert sent.status_code == 200
    assert sent.history[0].status_code == 303, "so that reloading sends nothing again"
    assert GHANA in sent.text
    assert "Accra" in sent.text


def test_the_same_form_sent_twice_is_one_message(client: TestClient) -> None:
    for _ in range(2):
        page = client.post("/chat", data={"client_id": "c1", "text": GHANA}).text
    assert page.count(GHANA) == 1


def test_a_button_works_without_javascript(client: TestClient) -> None:
    client.post("/chat", data={"text": "how do I renew my green card"})
    page = client.post("/chat", data={"text": "that did not help"}).text
    offered = re.findall(r'name="choice" value="([^"]+)"[^>]*>([^<]+)<', page)
    assert offered
    answered = client.post("/chat", data={"choice": offered[0][0]})
    assert answered.status_code == 200
    assert client.post("/chat", data={"choice": "gone"}).status_code == 409


@pytest.mark.parametrize(("text", "status"), [("", 422), ("   ", 422), ("a" * 2_001, 413)])
def test_a_mistake_is_said_on_the_page_and_what_was_written_stays(client: TestClient, text: str, status: int) -> None:
    client.get("/chat?lang=es")
    sent = client.post("/chat", data={"text": text})
    assert sent.status_code == status
    assert "text/html" in sent.headers["content-type"]
    assert text.strip() in sent.text


def test_a_person_is_one_click_away_and_so_is_leaving_the_line(client: TestClient) -> None:
    waiting = client.post("/chat/person", data={})
    assert waiting.status_code == 200
    conversation = client.cookies["emma_chat"].partition(".")[0]
    url = f"/api/conversations/{conversation}/handoff"
    assert client.get(url).json()["handoff"]["position"] == 1
    client.post("/chat/leave")
    assert client.get(url).json() == {"status": "with_assistant", "handoff": None}


def test_erasing_leaves_nothing(client: TestClient) -> None:
    client.post("/chat", data={"text": GHANA})
    conversation = client.cookies["emma_chat"].partition(".")[0]
    erased = client.post("/chat/erase")
    assert erased.url.path == "/"
    assert client.get(f"/api/conversations/{conversation}/messages").status_code == 403
    assert GHANA not in client.get("/chat").text


@pytest.mark.parametrize("path", ["/", "/chat", "/privacy", "/no/such/page", "/chat?lang=es", "/?lang=es"])
def test_no_page_loads_anything_from_another_host(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    assert "text/html" in page.headers["content-type"]
    loaded = re.findall(r'<(?:script|img|iframe|link)[^>]+(?:src|href)="([^"]+)"', page.text)
    assert loaded
    assert all(url.startswith(("/", "data:")) and not url.startswith("//") for url in loaded)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] in ("no-referrer", "same-origin")


def test_health_needs_no_model_and_readiness_does(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["release"].startswith("release-")


def test_the_metrics_name_nobody(client: TestClient) -> None:
    client.post("/chat", data={"text": GHANA})
    metrics = client.get("/metrics").text
    assert 'emma_replies_total{language="en",outcome="answered"}' in metrics
    assert "Ghana" not in metrics
