"""Ana rates, takes her transcript along, ends; and what the pages do with it: files, QR codes, versions, cookies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION
from emma.settings import Settings
from emma.web.static_files import versioned
from tests.fakes import FakeAssistant
from tests.processes import with_assistant
from tests.scripted import Script
from tests.visitor import Visitor


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """HTTP with a scripted assistant."""
    from emma.web.app import create_app

    app = with_assistant(create_app(settings, load=False), FakeAssistant(Script()))
    yield TestClient(app, raise_server_exceptions=False)
    app.state.process.close()


@pytest.fixture
def ana(client: TestClient) -> Visitor:
    """A visitor whose question was answered."""
    visitor = Visitor(client)
    visitor.says("the office in Ghana, my receipt is IOE0912345678")
    return visitor


def one(ana: Visitor, column: Any, *conditions: Any) -> Any:
    with ana.client.app.state.process.engine.connect() as connection:
        return connection.execute(select(column).where(*conditions)).scalar()


@pytest.mark.parametrize(("rating", "status"), [(1, 204), (5, 204), (0, 422), (6, 422), ("5", 422)])
def test_a_rating_is_a_number_from_one_to_five(ana: Visitor, rating: object, status: int) -> None:
    assert ana.post({"rating": rating}, "/rating").status_code == status


def test_a_rating_after_the_end_is_kept_with_a_masked_comment(ana: Visitor) -> None:
    assert ana.post({}, "/end").status_code == 204
    assert ana.post({"rating": 3, "comment": "call 202-555-0147"}, "/rating").status_code == 204
    assert one(ana, CONVERSATION.c.rating_comment, CONVERSATION.c.id == ana.id) == "call [phone]"


def test_a_thumbs_down_leads_on_only_when_asked_and_never_after_the_end(ana: Visitor) -> None:
    down = {"message": 2, "helpful": False, "why": "unclear"}
    assert ana.post(down, "/feedback").status_code == 204
    led = ana.post({**down, "lead_on": True}, "/feedback")
    assert led.status_code == 201
    assert led.json()["replies"][0]["outcome"] == "asked"
    assert one(ana, MESSAGE.c.comment, MESSAGE.c.conversation_id == ana.id, MESSAGE.c.seq == 2) == "unclear"
    payload = one(ana, MESSAGE.c.choice, MESSAGE.c.conversation_id == ana.id, MESSAGE.c.seq == 3)["payload"]
    assert payload == '/did_not_help{"article": "office-ghana"}'
    ana.post({}, "/end")
    assert ana.post({**down, "lead_on": True}, "/feedback").status_code == 204
    assert ana.post({**down, "why": "because"}, "/feedback").status_code == 422


@pytest.mark.parametrize(("kind", "media"), [("html", "text/html"), ("text", "text/plain")])
def test_the_transcript_is_a_file_without_identifiers(ana: Visitor, kind: str, media: str) -> None:
    got = ana.client.get(f"{ana.url}/transcript?format={kind}", headers=ana.headers)
    assert media in got.headers["content-type"]
    assert got.headers["content-disposition"].startswith("attachment")
    assert ana.id not in got.headers["content-disposition"] + got.text
    assert "IOE0912345678" not in got.text
    assert "[receipt number]" in got.text
    assert "https://www.uscis.gov/" in got.text


def test_what_somebody_wrote_is_no_markup_in_the_transcript(ana: Visitor) -> None:
    ana.says("<script>alert(1)</script>")
    got = ana.client.get(f"{ana.url}/transcript?format=html", headers=ana.headers)
    assert "<script>" not in got.text


def test_a_qr_code_is_made_of_an_answers_own_source_only(client: TestClient) -> None:
    client.post("/chat", data={"text": "the office in Ghana"})
    assert client.get("/chat/qr?message=2").headers["content-type"] == "image/svg+xml"
    for wrong in ("message=1", "message=2&source=9", "message=99", "message=0"):
        assert client.get(f"/chat/qr?{wrong}").status_code == 404
    client.cookies.clear()
    assert client.get("/chat/qr?message=2").status_code == 404


def test_files_are_kept_under_their_version_and_compressed(client: TestClient) -> None:
    kept = client.get(versioned("chat.bundle.js"))
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-encoding"] == "gzip"
    assert "immutable" not in client.get("/static/0123456789/../chat.js").headers["cache-control"]
    assert client.get("/static/0123456789/chat.js").status_code == 404
    assert versioned("chat.bundle.js") in client.get("/chat").text
    assert "\nimport " not in kept.text
    assert "\nexport " not in kept.text
    assert "content-encoding" not in client.get("/sign-in").headers


def test_keeping_the_chat_makes_the_cookies_last_and_forgetting_takes_them(client: TestClient) -> None:
    client.get("/chat")
    assert all(cookie.expires is None for cookie in client.cookies.jar)
    client.post("/chat/keep", data={"wanted": "yes"})
    assert all(cookie.expires for cookie in client.cookies.jar)
    client.post("/chat/forget")
    assert not client.cookies.get("emma_chat")


def test_another_site_cannot_send_a_form_for_ana(client: TestClient) -> None:
    client.get("/chat")
    for path in ("/chat", "/chat/end", "/chat/forget", "/chat/rating", "/chat/keep", "/chat/feedback"):
        assert client.post(path, data={}, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_an_ended_chat_stays_readable_until_a_new_one_is_wished(client: TestClient) -> None:
    client.post("/chat", data={"text": "the office in Ghana"})
    client.post("/chat/end")
    assert "Accra" in client.get("/chat").text
    assert "Accra" not in client.get("/chat?new=1").text
