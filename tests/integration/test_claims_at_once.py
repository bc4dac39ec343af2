"""Fifty agents in two processes take a thousand waiting visitors: each once, in order. On SQLite and PostgreSQL."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from emma.handoffs.rows import HANDOFF
from tests.claiming import claimed_in_order, in_two_processes
from tests.desk import agent, many_waiting, waiting

AGENTS, WAITING = 50, 1000


def test_fifty_agents_take_a_thousand_visitors_each_once_and_in_order(engine: Engine, database_url: str) -> None:
    due = many_waiting(engine, WAITING)
    ids = [agent(engine, f"Agent{number}", capacity=WAITING // AGENTS).id for number in range(AGENTS)]
    done = in_two_processes(database_url, ids)
    assert done["wrong"] == []
    assert sorted(handoff for handoff, _ in done["got"]) == sorted(due), "each is handed out, and to one agent only"
    assert set(Counter(who for _, who in done["got"]).values()) == {WAITING // AGENTS}, "nobody above capacity"
    assert claimed_in_order(engine) == due, "safety first, then longest waiting, nobody overtaken"
    with engine.connect() as connection:
        left = select(func.count()).select_from(HANDOFF).where(HANDOFF.c.state != "active")
        assert connection.execute(left).scalar_one() == 0


def test_two_agents_who_claim_the_same_visitor_at_once_leave_one_with_it(engine: Engine, database_url: str) -> None:
    handoff = waiting(engine)
    ids = [agent(engine, f"Agent{number}").id for number in range(8)]
    done = in_two_processes(database_url, ids)
    assert [one for one, _ in done["got"]] == [handoff]
    assert done["wrong"] == []
