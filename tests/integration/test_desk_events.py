"""The desk's stream: what Ana writes reaches Ben at once, a dropped stream resumes, a disabled agent hears nothing more."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.conversations.opening import CONVERSATION
from emma.handoffs import queue
from emma.settings import Settings
from emma.words import Reason
from tests.fakes import FakeAssistant
from tests.processes import with_assistant
from tests.server import serving
from tests.staff import bearer

SILENCE = 6.0


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """A process with the fake assistant."""
    from emma.web.app import create_app

    return with_assistant(create_app(settings, load=False), FakeAssistant())


@pytest.fixture
def http(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of that process, really served."""
    with serving(app) as url, httpx.Client(base_url=url, timeout=SILENCE) as client:
        yield client


class Ben:
    """Ben's desk over HTTP, with Ana in it."""

    def __init__(self, http: httpx.Client, engine: Engine) -> None:
        self.http, self.headers = http, bearer(engine, "ben")
        opened = http.post("/api/conversations", json={"language": "en"}).json()
        self.ana, self.token = opened["id"], {"Authorization": f"Bearer {opened['token']}"}
        with engine.begin() as connection:
            queue.join(connection, self.ana, queue.Request(Reason.REQUESTED, "human", "1", "en", "a person"), 1)
            connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == self.ana).values(status="waiting"))
        http.put("/api/desk/presence", json={"state": "here"}, headers=self.headers)
        self.handoff = http.post("/api/desk/handoffs/next", headers=self.headers).json()["handoff"]["id"]
        self.sent = 0

    def ana_says(self, text: str) -> None:
        """A message of the visitor."""
        self.sent += 1
        body = {"client_id": f"c{self.sent}", "text": text}
        assert self.http.post(f"/api/conversations/{self.ana}/messages", json=body, headers=self.token).is_success

    def hears(self, kind: str, count: int = 1, last: str = "") -> list[dict[str, Any]]:
        """The next `count` events of a kind on a new stream: their data, and the cursor at the end in `id`."""
        headers = {**self.headers, **({"Last-Event-ID": last} if last else {})}
        heard, event = [], {}
        with self.http.stream("GET", "/api/desk/events", headers=headers) as stream:
            for line in stream.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = value
                    continue
                if event.get("event") == kind:
                    heard.append({"data": json.loads(event["data"]), "id": event.get("id")})
                    if len(heard) == count:
                        return heard
                event = {}
        return heard


@pytest.fixture
def ben(app: FastAPI, http: httpx.Client) -> Ben:
    """Ben with Ana."""
    return Ben(http, app.state.process.engine)


def test_ben_hears_what_ana_writes_within_a_moment(ben: Ben) -> None:
    heard: list[tuple[float, str]] = []

    def listen() -> None:
        for one in ben.hears("message", 4):
            heard.append((time.perf_counter(), one["data"]["text"]))

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(1.0)
    for number in range(3):
        ben.ana_says(f"word {number}")
        time.sleep(0.2)
    listener.join(SILENCE)
    assert [text for _, text in heard][1:] == ["word 0", "word 1", "word 2"]


def test_a_dropped_stream_resumes_with_nothing_lost_or_doubled(ben: Ben) -> None:
    ben.ana_says("first")
    [cursor] = ben.hears("cursor")
    ben.ana_says("second")
    ben.ana_says("third")
    again = ben.hears("message", 2, last=cursor["id"])
    assert [one["data"]["text"] for one in again] == ["second", "third"]


def test_the_lists_come_first_and_again_only_when_they_change(ben: Ben) -> None:
    [mine] = ben.hears("mine")
    assert [one["id"] for one in mine["data"]] == [ben.handoff]
    [waiting] = ben.hears("waiting")
    assert waiting["data"] == []
    [presence] = ben.hears("presence")
    assert presence["data"]["state"] == "here"


def test_ana_hears_ben_type_and_sees_his_form_open(ben: Ben) -> None:
    ben.http.post(f"/api/desk/conversations/{ben.ana}/typing", headers=ben.headers)
    ben.http.post(f"/api/desk/conversations/{ben.ana}/forms", json={"kind": "verify_identity"}, headers=ben.headers)
    seen: dict[str, Any] = {}
    with ben.http.stream("GET", f"/api/conversations/{ben.ana}/events", headers=ben.token) as stream:
        kind = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                seen[kind] = json.loads(line[6:])
            if {"typing", "forms"} <= set(seen):
                break
    assert seen["typing"] == {"agent": True}
    assert [form["kind"] for form in seen["forms"]] == ["verify_identity"]


def test_the_stream_of_a_disabled_agent_ends(ben: Ben, app: FastAPI) -> None:
    from emma.accounts.directory import disable

    with ben.http.stream("GET", "/api/desk/events", headers=ben.headers) as stream:
        lines = stream.iter_lines()
        next(lines)
        with app.state.process.engine.begin() as connection:
            disable(connection, "ben")
        for _ in lines:
            pass
    assert ben.http.get("/api/desk/events", headers=ben.headers).status_code == 401
