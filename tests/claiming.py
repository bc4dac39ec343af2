"""Half of the agents of the great claim, as a process of its own: `python -m tests.claiming URL AGENT...`.

Every agent is a thread that asks for the next visitor until the desk says that nothing fits or nobody waits.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.accounts.directory import by_id
from emma.db.engine import open_engine
from emma.errors import AtCapacity
from emma.handoffs.claiming import claim_next
from emma.handoffs.policy import read_policy
from emma.handoffs.presence import heartbeat
from emma.handoffs.rows import EVENT
from emma.settings import ROOT

PROCESSES = 2


def claim_all(url: str, ids: list[str]) -> dict[str, Any]:
    """What these agents got, and how long each claim took in milliseconds."""
    engine, rules = open_engine(url), read_policy(ROOT / "handoff.toml").desk
    got: list[tuple[int, str]] = []
    took: list[float] = []
    wrong: list[str] = []

    def serve(agent_id: str) -> None:
        try:
            with engine.begin() as connection:
                person = by_id(connection, agent_id)
            while True:
                with engine.begin() as connection:
                    heartbeat(connection, agent_id)  # as the open page does: on a slow machine the run takes minutes
                asked = time.perf_counter()
                with engine.begin() as connection:
                    row = claim_next(connection, rules, person)
                if row is None:
                    return
                took.append((time.perf_counter() - asked) * 1000)
                got.append((row.id, agent_id))
        except AtCapacity:
            return
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=serve, args=(agent_id,)) for agent_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"got": got, "took": took, "wrong": wrong}


def in_two_processes(url: str, ids: list[str]) -> dict[str, Any]:
    """Run all agents in two processes at once; gives `got`, `took`, `wrong` of both and the `seconds` of the claims."""
    parts = [ids[number::PROCESSES] for number in range(PROCESSES)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.claiming", url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in parts
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()  # imported and ready
    started = time.perf_counter()
    for process, part in zip(running, parts, strict=True):
        assert process.stdin is not None
        process.stdin.write(json.dumps(part).encode() + b"\n")
        process.stdin.flush()
    found = [json.loads(process.communicate(timeout=280)[0]) for process in running]
    seconds = time.perf_counter() - started
    return {name: [one for part in found for one in part[name]] for name in ("got", "took", "wrong")} | {
        "seconds": seconds
    }


def claimed_in_order(engine: Engine) -> list[int]:
    """The ids of the handoffs in the order in which they were handed out."""
    with engine.connect() as connection:
        query = select(EVENT.c.handoff_id).where(EVENT.c.kind == "claimed").order_by(EVENT.c.id)
        return list(connection.execute(query).scalars())


if __name__ == "__main__":
    print("ready", flush=True)
    print(json.dumps(claim_all(sys.argv[1], json.loads(sys.stdin.readline()))))
