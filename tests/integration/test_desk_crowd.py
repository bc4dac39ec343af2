"""Agents, visitors and watchers all at once: no deadlock, no lost visitor, nobody with two agents."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.conversations import closing
from emma.conversations.opening import Held, start
from emma.errors import EmmaError
from emma.handoffs import queue
from emma.handoffs.claiming import claim_next
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.ending import EndReason, resolve
from emma.handoffs.passing import release, transfer
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.presence import heartbeat, set_presence
from emma.handoffs.rows import AGENT, EVENT, HANDOFF
from emma.handoffs.watching import watch
from emma.words import PresenceState, Reason, Role
from tests.desk import agent

SECONDS = 4.0
WISH = queue.Request(Reason.REQUESTED, "human", "1", "en", "I want a person")


def agent_acts(engine: Engine, rules: DeskRules, me: Person, chance: random.Random) -> None:
    """Takes the next visitor and soon gives them back, passes them on or ends the chat."""
    with engine.begin() as connection:
        set_presence(connection, me.id, PresenceState.HERE)
        heartbeat(connection, me.id)
    with engine.begin() as connection:
        row = claim_next(connection, rules, me)
    if row is None:
        return
    act = chance.choice(["release", "transfer", "resolve"])
    with engine.begin() as connection:
        if act == "release":
            release(connection, me.id, row.id)
        elif act == "transfer":
            transfer(connection, rules, me.id, row.id, to_tier=chance.choice(["1", "2"]), comment="please")
        else:
            resolve(connection, rules, me.id, row.id, EndReason.ANSWERED)


def visitor_acts(engine: Engine, held: Held, chance: random.Random) -> None:
    """Joins, shows signs of life, is in danger, leaves."""
    act = chance.choice(["join", "seen", "seen", "safety", "leave"])
    if act == "join":
        with engine.begin() as connection:
            closing.lock_conversation(connection, held.id)
            queue.join(connection, held.id, WISH, 1)
    elif act == "seen":
        closing.seen(engine, held)
    elif act == "safety":
        with engine.begin() as connection:
            closing.lock_conversation(connection, held.id)
            queue.mark_safety(connection, held.id)
    else:
        closing.leave_queue(engine, held)


def test_agents_visitors_and_watchers_at_once(engine: Engine, policy: HandoffPolicy) -> None:
    rules, wrong = policy.desk, []
    people = [agent(engine, f"Agent{n}", Role.TIER_2 if n % 2 else Role.TIER_1, capacity=3) for n in range(6)]
    visitors = [Held(start(engine, None).id, "en", "with_assistant") for _ in range(8)]
    until = time.monotonic() + SECONDS

    def keep_on(act: Callable[[], object]) -> None:
        while time.monotonic() < until:
            try:
                act()
            except EmmaError:
                pass
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")

    acts: list[Callable[[], object]] = [lambda: watch(engine, rules, lambda connection, change: None)] * 2
    acts += [lambda me=me, c=random.Random(n): agent_acts(engine, rules, me, c) for n, me in enumerate(people)]
    acts += [lambda v=v, c=random.Random(n): visitor_acts(engine, v, c) for n, v in enumerate(visitors)]
    threads = [threading.Thread(target=keep_on, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with engine.connect() as connection:
        open_ones = select(func.count()).where(HANDOFF.c.state.in_(queue.OPEN)).group_by(HANDOFF.c.conversation_id)
        assert set(connection.execute(open_ones).scalars()) <= {1}, "one open handoff in a conversation"
        active = select(func.count()).where(HANDOFF.c.state == "active").group_by(HANDOFF.c.agent_id)
        assert all(held <= 3 for held in connection.execute(active).scalars()), "nobody above capacity"
        assert connection.execute(select(func.count()).select_from(AGENT)).scalar_one() == len(people)
        assert unbroken(connection.execute(select(EVENT).order_by(EVENT.c.id)).all())


def unbroken(events: list) -> bool:  # type: ignore[type-arg]
    """Every event begins where the one before it ended."""
    state: dict[int, str | None] = {}
    for event in events:
        if state.get(event.handoff_id) != event.from_state:
            return False
        state[event.handoff_id] = event.to_state
    return True
