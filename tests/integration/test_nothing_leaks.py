"""Privacy: identifiers sent through every door are in no file and no log line, with every logger at DEBUG."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI

from emma.settings import Settings
from emma.web.sweeper import sweep
from emma.web.wiring import Process
from tests.server import serving

pytestmark = pytest.mark.model

SECRETS = {
    "IOE0912345678": "my receipt IOE0912345678 says case was received, when will i get it",
    "A123456789": "my a number is A123456789 where is my green card",
    "123-45-6789": "mi seguro social es 123-45-6789, que hago",
    "4111 1111 1111 1111": "can I pay with my card 4111 1111 1111 1111",
    "maria@example.com": "write to maria@example.com please",
    "202-555-0147": "call me at 202-555-0147 about my interview",
}
LAYOUTS = {
    "ioe-09-123-45678": "status of ioe-09-123-45678?",
    "IOE09\u200b12345678": "status of IOE09\u200b12345678",
    "123 45 6789": "my ssn 123 45 6789",
    "4111111111111111": "card 4111111111111111",
    "(202) 555-0147": "my phone is (202) 555-0147",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything any logger says, at DEBUG, without our own filter; Rasa's structured logs too."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    root, config = logging.getLogger(), structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(lines),
        cache_logger_on_first_use=False,
    )
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(**config)


def send_through_every_door(http: httpx.Client, text: str, number: int) -> None:
    """The API, the REST channel, the page without JavaScript, and as things that are refused."""
    opened = http.post("/api/conversations", json={}).json()
    url, headers = f"/api/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
    assert http.post(f"{url}/messages", json={"client_id": "c1", "text": text}, headers=headers).status_code == 201
    http.post(f"{url}/messages", json={"client_id": "c2", "text": [text]}, headers=headers)
    http.post(f"{url}/messages", json={"client_id": "c3", "text": text + " x" * 1_000}, headers=headers)
    http.post(f"{url}/messages", content=f'{{"client_id": "c4", "text": "{text}"', headers=headers)
    assert http.post(f"{url}/handoff", json={}, headers=headers).status_code == 201
    http.get(f"{url}/transcript", headers=headers)
    sent = http.post("/webhooks/rest/webhook", json={"sender": f"visitor {number}", "message": text})
    assert sent.status_code == 200
    assert http.post("/webhooks/rest/webhook", json={"sender": text[:200], "message": "hello"}).status_code == 200
    assert http.post("/chat", data={"text": text}, follow_redirects=True).status_code == 200
    http.get("/chat")
    http.get("/privacy")


def test_no_identifier_is_in_any_file_or_log(app: FastAPI, settings: Settings, log: io.StringIO) -> None:
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as http:
        for number, text in enumerate([*SECRETS.values(), *LAYOUTS.values()]):
            send_through_every_door(http, text, number)
        metrics = http.get("/metrics").text
    everything = {"the metrics": metrics.encode(), "the log": log.getvalue().encode()}
    everything |= {str(file): file.read_bytes() for file in settings.var.rglob("*") if file.is_file()}
    assert b"uvicorn" in everything["the log"] or b"POST /api" in everything["the log"], "the log was captured"
    assert b"processor" in everything["the log"], "Rasa's too"
    assert any(name.endswith("emma.db") for name in everything)
    for secret in [*SECRETS, *LAYOUTS]:
        for where, content in everything.items():
            assert secret.encode() not in content, f"{secret} is in {where}"


def test_what_is_stored_says_what_was_masked(app: FastAPI, settings: Settings) -> None:
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as http:
        opened = http.post("/api/conversations", json={}).json()
        answer = http.post(
            f"/api/conversations/{opened['id']}/messages",
            json={"client_id": "c1", "text": SECRETS["IOE0912345678"]},
            headers={"Authorization": f"Bearer {opened['token']}"},
        ).json()
    assert answer["message"]["masked"] == ["receipt number"]
    assert "[receipt number]" in answer["message"]["text"]
    assert "receipt number" in answer["replies"][0]["text"], "and the visitor is told"


def test_a_failing_turn_logs_no_word_of_the_visitor(
    app: FastAPI, trained: Process, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Through the shipped log configuration: an action raises with the visitor's text in its message."""
    from emma.web.logs import configure

    def fail(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        raise ValueError(tracker.latest_message["text"])

    executor = trained.assistant._rasa.actions.executor  # type: ignore[union-attr]
    monkeypatch.setitem(executor.actions, "action_small_talk", fail)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure(logging.INFO)
    try:
        with serving(app) as url, httpx.Client(base_url=url, timeout=60) as http:
            answered = http.post("/webhooks/rest/webhook", json={"sender": "a", "message": "hello dear Emma"}).json()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert answered[-1]["custom"]["emma"]["outcome"] == "unavailable"
    said = "".join(capfd.readouterr())
    assert "turn failed" in said
    assert "ValueError" in said
    assert "hello dear" not in said


def test_the_sweeper_finds_nothing_left_over(app: FastAPI, tmp_path: Path) -> None:
    assert sweep(app.state.process) == 0
