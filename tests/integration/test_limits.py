"""Rate limits: 429 with Retry-After, by a keyed hash that leads back to nobody. On SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.errors import TooMany
from emma.models.base import now
from emma.settings import Settings
from emma.web.limits import LIMIT, take
from tests.fakes import FakeAssistant
from tests.processes import settings_in, with_assistant
from tests.visitor import Visitor


def test_a_bucket_is_emptied_and_fills_with_time(engine: Engine) -> None:
    for _ in range(3):
        take(engine, "secret", "203.0.113.7", 3)
    with pytest.raises(TooMany):
        take(engine, "secret", "203.0.113.7", 3)
    take(engine, "secret", "203.0.113.8", 3)
    with engine.begin() as connection:
        connection.execute(update(LIMIT).values(updated_at=now() - timedelta(seconds=21)))
    take(engine, "secret", "203.0.113.7", 3)


def test_a_row_names_nobody_and_lives_an_hour(engine: Engine) -> None:
    take(engine, "secret", "203.0.113.7", 3)
    with engine.begin() as connection:
        assert "203.0.113" not in repr(connection.execute(select(LIMIT)).all())
        connection.execute(update(LIMIT).values(updated_at=now() - timedelta(hours=2)))
    take(engine, "secret", "203.0.113.8", 3)
    with engine.connect() as connection:
        assert len(connection.execute(select(LIMIT)).all()) == 1


@pytest.fixture
def limited(settings: Settings) -> TestClient:
    """A process that lets three messages and five starts a minute through."""
    from emma.web.app import create_app

    few = settings_in(settings.var, writes_per_minute=3, starts_per_minute=5)
    return TestClient(with_assistant(create_app(few, load=False), FakeAssistant()), raise_server_exceptions=False)


def test_too_many_messages_are_429_with_retry_after_and_none_is_kept(limited: TestClient) -> None:
    ana = Visitor(limited)
    for _ in range(3):
        ana.says("hello")
    refused = ana.post({"client_id": "late", "text": "one more"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
    assert int(refused.headers["Retry-After"]) >= 1
    assert sum(message["sender"] == "visitor" for message in ana.messages()) == 3


def test_too_many_starts_are_429(limited: TestClient) -> None:
    for _ in range(5):
        Visitor(limited)
    assert limited.post("/api/conversations", json={}).status_code == 429


def test_the_page_keeps_what_was_written_and_says_when_to_try_again(limited: TestClient) -> None:
    for _ in range(3):
        assert limited.post("/chat", data={"text": "hello"}).status_code == 200
    refused = limited.post("/chat", data={"text": "my long question"})
    assert refused.status_code == 429
    assert "my long question" in refused.text
    assert refused.headers["Retry-After"]
