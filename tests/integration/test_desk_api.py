"""The desk's JSON interface, as a program and as a browser use it, and the visitor's side of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from emma.settings import Settings
from tests.desk import waiting
from tests.fakes import FakeAssistant
from tests.processes import with_assistant
from tests.staff import Staff, bearer
from tests.visitor import Visitor

IDENTITY = {"full_name": "Ana Example", "birth_date": "1990-01-31"}


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A process with the fake assistant on SQLite, and with the demonstration's accounts."""
    from emma.web.app import create_app

    app = with_assistant(create_app(settings, load=False), FakeAssistant())
    yield TestClient(app, raise_server_exceptions=False)
    app.state.process.close()


@pytest.fixture
def engine(client: TestClient) -> Engine:
    """The process's own database."""
    return client.app.state.process.engine  # type: ignore[no-any-return,attr-defined]


@pytest.fixture
def ben(client: TestClient, engine: Engine) -> Staff:
    """Ben at his desk."""
    return _here(Staff(client, engine, "ben"))


def _here(staff: Staff) -> Staff:
    put = staff.client.put("/api/desk/presence", json={"state": "here"}, headers=staff.headers)
    assert put.json()["state"] == "here", put.text
    return staff


def _talking(client: TestClient, engine: Engine, ben: Staff) -> tuple[Visitor, dict[str, Any]]:
    """Ana with Ben."""
    from sqlalchemy import update

    from emma.conversations.opening import CONVERSATION
    from emma.handoffs import queue
    from emma.words import Reason

    ana = Visitor(client, "en")
    with engine.begin() as connection:
        queue.join(connection, ana.id, queue.Request(Reason.REQUESTED, "human", "1", "en", "a person please"), 1)
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == ana.id).values(status="waiting"))
    return ana, ben.post("/api/desk/handoffs/next").json()["handoff"]


def test_ben_takes_the_next_answers_and_ends_and_ana_reads_it_all(
    client: TestClient, engine: Engine, ben: Staff
) -> None:
    ana, handoff = _talking(client, engine, ben)
    assert handoff["held"]
    assert handoff["conversation"]["status"] == "with_agent"
    ana.says("hello")
    sent = ben.post(f"/api/desk/conversations/{ana.id}/messages", {"client_id": "b1", "text": "Hello, how can I help?"})
    assert sent.status_code == 201
    heard = ben.get(f"/api/desk/conversations/{ana.id}/messages?after=1").json()
    assert [(one["sender"], one["text"]) for one in heard][-1] == ("agent", "Hello, how can I help?")
    ended = ben.post(f"/api/desk/handoffs/{handoff['id']}/resolve", {"reason": "answered"}).json()["handoff"]
    assert (ended["held"], ended["state"], ended["end_reason"]) == (False, "resolved", "answered")
    seen = [(one["sender"], one["author"], one["kind"]) for one in ana.messages()]
    assert ("agent", "Ben", None) in seen
    assert [kind for sender, _, kind in seen if sender == "system"] == ["joined", "left", "resumed"]
    assert ben.post("/api/desk/handoffs/next").json()["error"]["code"] == "not_here"


def test_a_program_uses_the_interface_with_a_token(client: TestClient, engine: Engine) -> None:
    headers = bearer(engine, "ben")
    handoff_id = waiting(engine)
    assert client.put("/api/desk/presence", json={"state": "here"}, headers=headers).status_code == 200
    listed = client.get("/api/desk/handoffs?state=waiting", headers=headers).json()["handoffs"]
    assert [one["id"] for one in listed] == [handoff_id]
    assert client.post(f"/api/desk/handoffs/{handoff_id}/claim", headers=headers).status_code == 200


def test_without_a_sign_in_with_a_visitors_token_or_a_forged_one_nothing_opens(
    client: TestClient, engine: Engine
) -> None:
    ana, handoff_id = Visitor(client), waiting(engine)
    for headers in ({}, ana.headers, {"Authorization": "Bearer emma_forged"}, {"Cookie": "emma_staff=forged"}):
        for method, path in (
            ("GET", "/api/desk/state"),
            ("GET", "/api/desk/events"),
            ("GET", f"/api/desk/handoffs/{handoff_id}"),
            ("POST", f"/api/desk/handoffs/{handoff_id}/claim"),
            ("POST", f"/api/desk/conversations/{ana.id}/messages"),
        ):
            refused = client.request(method, path, json={}, headers=headers)
            assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_signed_in"), path
    from tests.desk import row

    assert row(engine, handoff_id).state == "waiting"


def test_a_write_without_the_form_token_and_an_account_without_a_lane_are_refused(
    client: TestClient, engine: Engine, ben: Staff
) -> None:
    cookie_only = {"Cookie": ben.headers["Cookie"]}
    assert client.post("/api/desk/handoffs/next", headers=cookie_only).status_code == 403
    teo = Staff(client, engine, "teo")
    assert teo.get("/api/desk/state").status_code == 403
    assert teo.post("/api/desk/handoffs/next").json()["error"]["code"] == "not_permitted"


def test_forged_ids_are_not_found(client: TestClient, ben: Staff) -> None:
    for path in ("handoffs/0", "handoffs/999", "handoffs/x", "handoffs/99999999999999999999"):
        assert ben.get(f"/api/desk/{path}").status_code in (404, 422)
        assert ben.post(f"/api/desk/{path}/claim").status_code in (404, 422)
    for conversation_id in ("nobody", "%00", "..%2f"):
        sent = ben.post(f"/api/desk/conversations/{conversation_id}/messages", {"client_id": "b", "text": "hi"})
        assert sent.status_code == 404
    assert ben.post("/api/desk/forms/nothing/view", {"purpose": "compare_with_record"}).status_code == 404


def test_bad_shapes_are_refused_without_quoting_them(client: TestClient, engine: Engine, ben: Staff) -> None:
    ana, handoff = _talking(client, engine, ben)
    for path, body in (
        (f"handoffs/{handoff['id']}/resolve", {"reason": "A123456789"}),
        (f"handoffs/{handoff['id']}/transfer", {"comment": "x", "to_tier": "9"}),
        (f"conversations/{ana.id}/messages", {"client_id": "b", "text": "hi", "more": "A123456789"}),
        (f"conversations/{ana.id}/forms", {"kind": "ssn"}),
    ):
        refused = ben.post(f"/api/desk/{path}", body)
        assert refused.status_code == 422
        assert "A123456789" not in refused.text


def test_the_guards_findings_come_with_the_refusal(client: TestClient, engine: Engine, ben: Staff) -> None:
    ana, _ = _talking(client, engine, ben)
    body = {"client_id": "b1", "text": "Is it A 123 456 789?"}
    refused = ben.post(f"/api/desk/conversations/{ana.id}/messages", body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "guarded")
    assert [one["kind"] for one in refused.json()["error"]["findings"]] == ["A-number"]
    assert "456" not in refused.text
    sent = ben.post(f"/api/desk/conversations/{ana.id}/messages", {**body, "masked": True})
    assert sent.json()["text"] == "Is it [A-number]?"
    checked = ben.post(f"/api/desk/conversations/{ana.id}/check", {"text": "Is it A 123 456 789?"}).json()
    assert len(checked["findings"]) == 1


def test_a_secure_form_goes_to_ana_and_back_to_ben_only(client: TestClient, engine: Engine, ben: Staff) -> None:
    ana, handoff = _talking(client, engine, ben)
    form = ben.post(f"/api/desk/conversations/{ana.id}/forms", {"kind": "verify_identity"}).json()["id"]
    [waits] = client.get(f"{ana.url}/forms", headers=ana.headers).json()["forms"]
    assert (waits["id"], waits["kind"]) == (form, "verify_identity")
    assert {"name", "label", "optional", "check"} == set(waits["fields"][0])
    wrong = ana.post({"values": {"full_name": "Ana Example"}}, f"/forms/{form}")
    assert wrong.json()["error"]["field"] == "birth_date"
    assert ana.post({"values": IDENTITY}, f"/forms/{form}").status_code == 204
    assert client.get(f"{ana.url}/forms", headers=ana.headers).json()["forms"] == []
    cora = _here(Staff(client, engine, "cora"))
    refused = cora.post(f"/api/desk/forms/{form}/view", {"purpose": "compare_with_record"})
    assert refused.json()["error"]["code"] == "not_held"
    assert ben.post(f"/api/desk/forms/{form}/view", {"purpose": "curiosity"}).status_code == 422
    assert ben.post(f"/api/desk/forms/{form}/view", {"purpose": "compare_with_record"}).json()["values"] == IDENTITY
    assert ben.post(f"/api/desk/forms/{form}/record", {"verdict": "verified"}).status_code == 204
    card = ben.get(f"/api/desk/handoffs/{handoff['id']}?language=es").json()["disclosure"]
    assert (card["level"], card["title"]) == ("verified", "Identidad confirmada · nivel 1")


def test_an_emergency_while_with_ben_is_answered_at_once_and_alerts_the_desk(
    client: TestClient, engine: Engine, ben: Staff
) -> None:
    from emma.assistant.replies import Effect
    from emma.words import Outcome, Reason
    from tests.fakes import with_effects

    ana, handoff = _talking(client, engine, ben)
    assert ben.get("/api/desk/state").json()["alerts"] == []
    safety = Effect("safety", Reason.SAFETY, "human", "2")
    client.app.state.process.assistant.run = with_effects(safety, outcome=Outcome.EMERGENCY)  # type: ignore[attr-defined]
    answered = ana.says("I want to kill myself")
    assert [one["outcome"] for one in answered["replies"]] == ["emergency"]
    assert ben.get("/api/desk/state").json()["alerts"] == [handoff["id"]]
    assert ben.get(f"/api/desk/handoffs/{handoff['id']}").json()["safety_card"]


def test_a_disabled_agent_is_out_at_once(client: TestClient, engine: Engine, ben: Staff) -> None:
    from emma.accounts.directory import disable

    ana, _ = _talking(client, engine, ben)
    with engine.begin() as connection:
        disable(connection, "ben")
    sent = ben.post(f"/api/desk/conversations/{ana.id}/messages", {"client_id": "b1", "text": "still me"})
    assert sent.status_code == 401
    assert [one["sender"] for one in ana.messages()] == ["system"]


def test_dana_posts_a_notice_and_everybody_sees_it(client: TestClient, engine: Engine, ben: Staff) -> None:
    body = {"audience": "everybody", "text_en": "Newark is closed today: snow.",
            "text_es": "Newark está cerrado hoy por nieve.", "until": "2100-01-01T00:00:00Z"}  # fmt: skip
    assert ben.post("/api/desk/notices", body).status_code == 403
    dana = Staff(client, engine, "dana")
    made = dana.post("/api/desk/notices", body)
    assert made.status_code == 201, made.text
    assert client.get("/api/notices?lang=es").json()["notices"][0]["text"] == body["text_es"]
    assert ben.get("/api/desk/state").json()["notices"][0]["text_en"] == body["text_en"]
    gone = client.delete(f"/api/desk/notices/{made.json()['id']}", headers=dana.headers)
    assert gone.status_code == 204
    assert client.get("/api/notices").json()["notices"] == []


def test_after_a_block_a_new_chat_from_the_same_address_gets_no_agent_for_an_hour(
    client: TestClient, engine: Engine, ben: Staff
) -> None:
    from emma.conversations.barring import is_barred

    mallory, _ = _talking(client, engine, ben)
    assert ben.post(f"/api/desk/conversations/{mallory.id}/block").json()["error"]["code"] == "conflict"
    ben.post(f"/api/desk/conversations/{mallory.id}/warn")
    assert ben.post(f"/api/desk/conversations/{mallory.id}/block").status_code == 204
    assert mallory.post({"client_id": "m", "text": "hey"}).json()["error"]["code"] == "ended"
    again = Visitor(client)
    with engine.connect() as connection:
        assert is_barred(connection, again.id)


def test_the_visitors_stream_and_the_desks_polling_show_dots(client: TestClient, engine: Engine, ben: Staff) -> None:
    ana, handoff = _talking(client, engine, ben)
    assert ana.post({}, "/typing").status_code == 204
    assert ben.get("/api/desk/state").json()["typing"] == [handoff["id"]]
    ana.says("hello")
    assert ben.get("/api/desk/state").json()["typing"] == []
    assert ben.post(f"/api/desk/conversations/{ana.id}/typing").status_code == 204


def test_lists_search_and_shelf_answer(client: TestClient, engine: Engine, ben: Staff) -> None:
    _talking(client, engine, ben)
    for state in ("waiting", "mine", "history"):
        assert ben.get(f"/api/desk/handoffs?state={state}&q=person").status_code == 200
    assert ben.get("/api/desk/handoffs?state=all").status_code == 403
    assert ben.get("/api/desk/articles?q=green card&language=es").json() == {"articles": []}
    assert ben.get("/api/desk/canned").json() == {"canned": []}
    assert [one["name"] for one in ben.get("/api/desk/agents").json()["agents"]] == ["Ben"]
    assert ben.post("/api/desk/heartbeat").json()["state"] == "here"


def test_signing_out_gives_ana_back_to_the_line(client: TestClient, engine: Engine, ben: Staff) -> None:
    ana, handoff = _talking(client, engine, ben)
    assert ben.post("/sign-out", follow_redirects=False).status_code == 303
    from tests.desk import row

    assert row(engine, handoff["id"]).state == "waiting"
    assert ana.messages()[-1]["kind"] == "released"
