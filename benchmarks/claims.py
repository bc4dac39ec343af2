"""Claims: 50 agents in two processes take 1,000 waiting visitors at once, on SQLite and PostgreSQL.

Says whether each was handed out once and in order, claims per second, and how long one agent's `next` takes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import percentiles, save, table
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from tests.claiming import claimed_in_order, in_two_processes
from tests.databases import start_postgresql
from tests.desk import agent, many_waiting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--waiting", type=int, default=1000)
    given = parser.parse_args()
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        figures["SQLite"] = claims(f"sqlite:///{Path(folder) / 'emma.db'}", given.agents, given.waiting)
    server = start_postgresql()
    try:
        figures["PostgreSQL"] = claims(server.new_database(), given.agents, given.waiting)
    finally:
        server.stop()
    save("claims", {"agents": given.agents, "waiting": given.waiting, "processes": 2, "figures": figures})
    lines = [[what, *(figures[one][what] for one in figures)] for what in next(iter(figures.values()))]
    table(f"{given.agents} agents, {given.waiting} waiting, two processes", ("what", *figures), lines)


def claims(url: str, agents: int, waiting: int) -> dict[str, Any]:
    """One run on a fresh database."""
    engine = open_engine(url)
    migrate(engine)
    due = many_waiting(engine, waiting)
    ids = [agent(engine, f"Agent{number}", capacity=waiting // agents).id for number in range(agents)]
    done = in_two_processes(url, ids)
    order = claimed_in_order(engine)
    engine.dispose()
    return {
        "handed_out": len(order),
        "twice": len(order) - len(set(order)),
        "out_of_order": sum(one != other for one, other in zip(order, due, strict=False)),
        "failed": len(done["wrong"]),
        "claims_per_second": round(len(order) / done["seconds"], 1),
        "wait_for_next_ms": percentiles(done["took"]),
        "one_agent_alone_ms": alone(url, agents),
    }


def alone(url: str, agents: int) -> dict[str, float]:
    """The same claim with nobody else asking."""
    engine = open_engine(url)
    many_more = many_waiting(engine, 20, first_id=1_000_000)
    ids = [agent(engine, "Alone", capacity=len(many_more)).id]
    engine.dispose()
    return percentiles(in_two_processes(url, ids)["took"])


if __name__ == "__main__":
    main()
