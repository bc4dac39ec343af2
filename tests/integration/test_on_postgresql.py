"""The whole process on PostgreSQL: one conversation from the first message to the queue, and bad input again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from emma.knowledge.seed import seed
from emma.settings import Settings
from emma.web.wiring import Process
from tests.databases import PostgreSQL
from tests.processes import settings_in, with_assistant
from tests.visitor import Visitor, outcomes

pytestmark = [pytest.mark.model, pytest.mark.postgres]


@pytest.fixture
def client(postgres: PostgreSQL, settings: Settings, trained: Process) -> Iterator[TestClient]:
    """A process on a fresh, seeded PostgreSQL database."""
    from emma.web.app import create_app

    url = postgres.new_database()
    app = with_assistant(create_app(settings_in(settings.var, database_url=url), load=False), trained.assistant)
    seed(app.state.process.engine, settings.data)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.process.engine.dispose()
    postgres.drop(url)


def test_a_conversation_from_the_first_message_to_the_queue(client: TestClient) -> None:
    ana = Visitor(client)
    assert outcomes(ana.says("where is the immigration office in Ghana")) == ["answered"]
    assert "offered_agent" in outcomes(ana.says("my receipt IOE0912345678 says case was received, when will i get it"))
    assert ana.says("yes connect me")["handoff"]["position"] == 1
    assert outcomes(ana.says("my husband is going to kill me"))[0] == "emergency"
    assert client.delete(ana.url, headers=ana.headers).json() == {"erased": "immediate"}


@pytest.mark.parametrize("unknown", ["%00", "nothing", "a" * 3_000], ids=["nul", "short", "long"])
def test_an_unknown_conversation_is_not_found(client: TestClient, unknown: str) -> None:
    answer = client.get(f"/api/conversations/{unknown}/messages", headers={"Authorization": "Bearer token"})
    assert answer.status_code == 404


def test_odd_text_and_odd_numbers_are_answered_below_500(client: TestClient) -> None:
    ana = Visitor(client)
    for text in ("nul\u0000 inside", "'; DROP TABLE messages; --", "😀" * 400, "\\u0000 \\x00", "%s %(x)s"):
        assert ana.says(text)["replies"]
    for after in (2**31 - 1, 2**31, 2**63, 10**30):
        assert client.get(f"{ana.url}/messages?after={after}", headers=ana.headers).status_code in (200, 422)
        assert ana.post({"message": after, "helpful": True}, "/feedback").status_code in (404, 422)
    rest = {"sender": "nul\u0000", "message": "hello"}
    assert client.post("/webhooks/rest/webhook", json=rest).status_code == 200
