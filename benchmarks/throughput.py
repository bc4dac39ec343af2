"""Throughput: eight clients over HTTP for ten seconds against `emma serve`, then against Rasa's own two servers.

The servers share one core, the clients have another. A client starts a new conversation every ten messages.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.held_out import read_rows, shuffled_texts
from benchmarks.measure import copy_database, cpu_of, environment, percentiles, pin, ratio, save, table
from emma.settings import ROOT, current

CLIENTS = 8
A_CONVERSATION = 10
NO_LIMIT = "100000000"
READY_WITHIN = 240.0
Say = Callable[[str, bool], bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", type=Path, default=current().var / "stock", help="folder of the stock project")
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    texts = shuffled_texts(read_rows())
    pin(max(os.sched_getaffinity(0)))
    figures: dict[str, Any] = {}
    with our_server() as pids:
        figures["ours"] = load_with(lambda: our_client(8041), texts, given.seconds, pids)
    with stock_servers(given.stock) as pids:
        figures["stock"] = load_with(lambda: stock_client(8042), texts, given.seconds, pids)
    save("throughput", {"clients": CLIENTS, "seconds": given.seconds, "figures": figures})
    ours, stock = figures["ours"], figures["stock"]
    lines = [
        [what, ours[what], stock[what], f"{ratio(ours[what], stock[what])}x" if stock[what] else "-"]
        for what in ("messages_per_second", "messages_per_cpu_second", "answered", "failed")
    ]
    lines.append(["p50 / p95 ms", *(f"{one['wall_ms']['p50']} / {one['wall_ms']['p95']}" for one in (ours, stock)), ""])
    table(f"{CLIENTS} clients for {given.seconds:.0f} s", ("what", "ours", "stock", "ours / stock"), lines)


def load_with(client: Callable[[], Say], texts: list[str], seconds: float, pids: list[int]) -> dict[str, Any]:
    """Let the clients talk; gives messages a second of wall time and of the servers' CPU time."""
    shared = itertools.cycle(texts)
    took: list[float] = []
    failed: list[str] = []
    client()(texts[0], True)
    before, started = sum(map(cpu_of, pids)), time.perf_counter()
    until = started + seconds

    def talk() -> None:
        say = client()
        for number in itertools.count():
            if time.perf_counter() > until:
                return
            asked, fresh = time.perf_counter(), number % A_CONVERSATION == 0
            try:
                good = say(next(shared), fresh)
            except OSError as error:
                failed.append(type(error).__name__)
                continue
            (took if good else failed).append((time.perf_counter() - asked) * 1000)  # type: ignore[arg-type]

    threads = [threading.Thread(target=talk) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, cpu = time.perf_counter() - started, sum(map(cpu_of, pids)) - before
    return {
        "messages_per_second": round(len(took) / wall, 1),
        "messages_per_cpu_second": round(len(took) / cpu, 1),
        "cpu_share_of_core": round(cpu / wall, 2),
        "answered": len(took),
        "failed": len(failed),
        "wall_ms": percentiles(took),
    }


def our_client(port: int) -> Say:
    """Posts to the public interface as the widget does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    held: dict[str, str] = {}

    def say(text: str, fresh: bool) -> bool:
        if fresh:
            status, made = post(connection, "/api/conversations", {})
            held.update(id=made["id"], token=made["token"])
        body = {"client_id": uuid.uuid4().hex, "text": text}
        path = f"/api/conversations/{held['id']}/messages"
        status, found = post(connection, path, body, {"Authorization": f"Bearer {held['token']}"})
        return status == 201 and bool(found["replies"]) and found["replies"][0]["outcome"] != "unavailable"

    return say


def stock_client(port: int) -> Say:
    """Posts to Rasa's REST channel."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    sender = [""]

    def say(text: str, fresh: bool) -> bool:
        if fresh:
            sender[0] = uuid.uuid4().hex
        status, found = post(connection, "/webhooks/rest/webhook", {"sender": sender[0], "message": text})
        return status == 200 and bool(found)

    return say


def post(connection: HTTPConnection, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or b"null")


@contextmanager
def our_server() -> Iterator[list[int]]:
    """`emma serve` on a copy of the database."""
    settings = current()
    with tempfile.TemporaryDirectory() as temporary:
        copy_database(settings.var / "emma.db", Path(temporary) / "emma.db")
        limits = {"EMMA_WRITES_PER_MINUTE": NO_LIMIT, "EMMA_STARTS_PER_MINUTE": NO_LIMIT}
        more = environment(EMMA_VAR=temporary, EMMA_PORT="8041", **limits)
        with running([sys.executable, "-m", "emma", "serve"], ROOT, more) as server:
            wait_for("127.0.0.1", 8041, "/readyz", server)
            yield [server.pid]


@contextmanager
def stock_servers(folder: Path) -> Iterator[list[int]]:
    """`rasa run` and `rasa run actions`, as Rasa's documentation starts them."""
    rasa = [sys.executable, "-m", "rasa", "run"]
    more = environment(SANIC_WORKERS="1")
    (folder / "tracker.db").unlink(missing_ok=True)
    with (
        running([*rasa, "actions", "--port", "5055"], folder, more) as actions,
        running([*rasa, "--port", "8042", "--endpoints", "endpoints.yml"], folder, more) as server,
    ):
        wait_for("127.0.0.1", 5055, "/health", actions)
        wait_for("127.0.0.1", 8042, "/status", server)
        yield [actions.pid, server.pid]


@contextmanager
def running(command: list[str], folder: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=env, preexec_fn=pin, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()


def wait_for(host: str, port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    """Until `path` answers 200. Raises SystemExit when the server ends or takes too long."""
    for _ in range(int(READY_WITHIN * 2)):
        with suppress(OSError):
            connection = HTTPConnection(host, port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        if process.poll() is not None:
            raise SystemExit(f"The server on port {port} ended with {process.returncode}.")
        time.sleep(0.5)
    raise SystemExit(f"The server on port {port} was not ready in {READY_WITHIN:.0f} s.")


if __name__ == "__main__":
    main()
