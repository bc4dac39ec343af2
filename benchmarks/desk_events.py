"""How long a message takes from the visitor to the agent's screen and back, over HTTP and server-sent events.

One really served process with the fake assistant (the assistant says nothing while a person owns the conversation);
other agents' streams are open beside it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
from sqlalchemy import update

from benchmarks.measure import percentiles, save, table
from emma.conversations.opening import CONVERSATION
from emma.handoffs import queue
from emma.words import Reason
from tests.fakes import FakeAssistant
from tests.processes import settings_in, with_assistant
from tests.server import serving
from tests.staff import bearer

BETWEEN = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--streams", type=int, default=20)
    given = parser.parse_args()
    figures = {}
    for others in (0, given.streams):
        with tempfile.TemporaryDirectory() as folder:
            figures[f"{others} other streams"] = measure(Path(folder), given.messages, others)
    save("desk_events", {"messages": given.messages, "figures": figures})
    rows = [[name, way, *figures[name][way].values()] for name in figures for way in figures[name]]
    columns = ("", "way", *next(iter(next(iter(figures.values())).values())))
    table("milliseconds from sending to the event", columns, rows)


def measure(folder: Path, messages: int, others: int) -> dict[str, dict[str, float]]:
    """Milliseconds each way."""
    from emma.web.app import create_app

    app = with_assistant(create_app(settings_in(folder / "var"), load=False), FakeAssistant())
    engine = app.state.process.engine
    agent, others_token = bearer(engine, "ben"), bearer(engine, "bea")
    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as http:
        opened = http.post("/api/conversations", json={"language": "en"}).json()
        ana, visitor = opened["id"], {"Authorization": f"Bearer {opened['token']}"}
        with engine.begin() as connection:
            queue.join(connection, ana, queue.Request(Reason.REQUESTED, "human", "1", "en", "a person"), 1)
            connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == ana).values(status="waiting"))
        http.put("/api/desk/presence", json={"state": "here"}, headers=agent)
        http.post("/api/desk/handoffs/next", headers=agent).raise_for_status()
        idle = [threading.Thread(target=hold, args=(url, others_token), daemon=True) for _ in range(others)]
        for thread in idle:
            thread.start()
        talk, desk = f"/api/conversations/{ana}", f"/api/desk/conversations/{ana}"
        return {
            "visitor to agent": one_way(
                url, http, (f"{talk}/messages", visitor), ("/api/desk/events", agent), messages
            ),
            "agent to visitor": one_way(url, http, (f"{desk}/messages", agent), (f"{talk}/events", visitor), messages),
        }


def one_way(
    url: str, http: httpx.Client, send: tuple[str, dict[str, str]], hear: tuple[str, dict[str, str]], messages: int
) -> dict[str, float]:
    """Send one after the other, each once the one before was heard."""
    heard: dict[str, float] = {}
    arrived = threading.Condition()

    def listen() -> None:
        for text in texts(url, *hear):
            with arrived:
                heard[text] = time.perf_counter()
                arrived.notify_all()

    threading.Thread(target=listen, daemon=True).start()
    time.sleep(1.5)
    took = []
    for number in range(messages):
        text = f"message {number} on {send[0][:12]}"
        sent = time.perf_counter()
        http.post(send[0], json={"client_id": f"{number}", "text": text}, headers=send[1]).raise_for_status()
        with arrived:
            arrived.wait_for(lambda text=text: text in heard, 10)
        took.append((heard[text] - sent) * 1000)
        time.sleep(BETWEEN)
    return percentiles(took)


def texts(url: str, path: str, headers: dict[str, str]) -> Iterator[str]:
    """The texts of the messages on a stream."""
    with (
        suppress(httpx.RemoteProtocolError),  # the server stops at the end
        httpx.Client(base_url=url, timeout=None) as client,
        client.stream("GET", path, headers=headers) as stream,
    ):
        event = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: ") and event == "message":
                yield json.loads(line[6:])["text"]


def hold(url: str, headers: dict[str, str]) -> None:
    """Somebody else's desk."""
    for _ in texts(url, "/api/desk/events", headers):
        pass


if __name__ == "__main__":
    main()
