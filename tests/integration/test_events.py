"""Server-sent events: every message once, in order; `Last-Event-ID` resumes with nothing lost or doubled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from emma.settings import Settings
from emma.words import Sender
from tests.fakes import FakeAssistant
from tests.processes import with_assistant
from tests.server import serving

SILENCE = 6.0


@pytest.fixture
def http(settings: Settings) -> Iterator[httpx.Client]:
    """A client of a really served process with the fake assistant."""
    from emma.web.app import create_app

    with (
        serving(with_assistant(create_app(settings, load=False), FakeAssistant())) as url,
        httpx.Client(base_url=url, timeout=SILENCE) as client,
    ):
        yield client


class Ana:
    """A visitor whose page listens."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        opened = http.post("/api/conversations", json={}).json()
        self.url, self.headers = f"/api/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
        self.sent = 0

    def says(self, text: str) -> None:
        """One message; two replies."""
        self.sent += 1
        body = {"client_id": f"c{self.sent}", "text": text}
        assert self.http.post(f"{self.url}/messages", json=body, headers=self.headers).status_code == 201

    def hears(self, count: int, last: str | None = None, kind: str = "message") -> list[dict[str, Any]]:
        """The next `count` events of one kind, on a new stream; then the connection is dropped."""
        headers = {**self.headers, **({"Last-Event-ID": last} if last is not None else {})}
        heard: list[dict[str, Any]] = []
        with self.http.stream("GET", f"{self.url}/events", headers=headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            event: dict[str, Any] = {}
            for line in stream.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = value
                    continue
                if event.get("event") == kind:
                    heard.append({"id": event.get("id"), "data": json.loads(event["data"])})
                    if len(heard) == count:
                        return heard
                event = {}
        return heard


def test_everything_said_is_heard_once_and_in_order(http: httpx.Client) -> None:
    ana = Ana(http)
    ana.says("one")
    ana.says("two")
    heard = ana.hears(6)
    assert [event["id"] for event in heard] == ["1", "2", "3", "4", "5", "6"]
    assert [event["data"]["seq"] for event in heard] == [1, 2, 3, 4, 5, 6]
    assert [event["data"]["text"] for event in heard if event["data"]["sender"] == Sender.VISITOR] == ["one", "two"]


def test_a_dropped_stream_resumes_after_the_last_event(http: httpx.Client) -> None:
    ana = Ana(http)
    ana.says("one")
    first = ana.hears(2)
    ana.says("while nobody listened")
    rest = ana.hears(4, last=first[-1]["id"])
    assert [event["id"] for event in [*first, *rest]] == ["1", "2", "3", "4", "5", "6"]


def test_many_drops_lose_and_double_nothing(http: httpx.Client) -> None:
    ana = Ana(http)
    heard: list[str] = []
    for number in range(4):
        ana.says(f"message {number}")
        heard += [event["id"] for event in ana.hears(3, last=heard[-1] if heard else None)]
    assert heard == [str(number) for number in range(1, 13)]


def test_a_stream_that_is_open_hears_what_is_said_now(http: httpx.Client) -> None:
    ana = Ana(http)
    ana.says("before")
    heard = []
    with http.stream("GET", f"{ana.url}/events", headers={**ana.headers, "Last-Event-ID": "3"}) as stream:
        lines = stream.iter_lines()
        next(line for line in lines if line.startswith("event: status"))
        with httpx.Client(base_url=http.base_url) as other:
            other.post(f"{ana.url}/messages", json={"client_id": "now", "text": "now"}, headers=ana.headers)
        heard = [next(line for line in lines if line.startswith("id: ")) for _ in range(3)]
    assert heard == ["id: 4", "id: 5", "id: 6"]


@pytest.mark.parametrize("last", ["", "abc", "-5", "9" * 30, "1.5", "²"])
def test_a_senseless_last_event_id_starts_from_the_beginning_and_is_no_error(http: httpx.Client, last: str) -> None:
    ana = Ana(http)
    ana.says("one")
    headers = {**{k.encode(): v.encode() for k, v in ana.headers.items()}, b"Last-Event-ID": last.encode("latin-1")}
    with http.stream("GET", f"{ana.url}/events", headers=headers) as stream:
        assert stream.status_code == 200
        assert next(line for line in stream.iter_lines() if line.startswith("id: ")) == "id: 1"


def test_the_status_is_told_and_told_again_only_when_it_changes(http: httpx.Client) -> None:
    ana = Ana(http)
    status = ana.hears(1, kind="status")
    assert status[0]["data"] == {"status": "with_assistant", "handoff": None}


def test_no_payload_and_no_protected_reason_is_streamed(http: httpx.Client) -> None:
    ana = Ana(http)
    ana.says("one")
    assert "payload" not in json.dumps(ana.hears(3))
