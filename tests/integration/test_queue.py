"""The queue's rows: offers, places, leaving; every transition is an event. On SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from emma.conversations.opening import Held, start
from emma.handoffs import queue
from emma.handoffs.policy import HandoffPolicy
from emma.models.base import now
from emma.words import HandoffState, Reason

GENERAL = queue.Request(Reason.REQUESTED, "human", "1", "en", "I want a person")


def opened(engine: Engine, count: int = 1) -> list[str]:
    """The ids of so many new conversations."""
    return [start(engine, None).id for _ in range(count)]


def history(connection: Connection, handoff_id: int) -> list[tuple[str, str | None, str, str]]:
    """The events of a handoff in order."""
    query = select(queue.EVENT).where(queue.EVENT.c.handoff_id == handoff_id).order_by(queue.EVENT.c.id)
    return [(row.kind, row.from_state, row.to_state, row.actor) for row in connection.execute(query)]


def state(connection: Connection, handoff_id: int) -> Any:
    """The row of a handoff."""
    return connection.execute(select(queue.HANDOFF).where(queue.HANDOFF.c.id == handoff_id)).one()


def test_an_offer_is_a_row_that_waits_nowhere(engine: Engine, ana: Held, policy: HandoffPolicy) -> None:
    with engine.begin() as connection:
        made = queue.offer(connection, ana.id, GENERAL, 1)
        assert state(connection, made).waiting_since is None
        assert queue.position(connection, made) is None
        assert history(connection, made) == [("offered", None, "offered", "assistant")]
        shown = queue.public(connection, ana.id, policy)
    assert shown is not None
    lane = shown.pop("lane")
    assert shown == {"state": "offered", "reason": "requested", "position": None, "estimated_wait": None}
    assert lane == {
        "open": True,
        "staffed": False,
        "hours_text": "at any time (this is a demonstration)",
        "next_opening": None,
    }


def test_an_accepted_offer_is_a_place_in_the_queue(engine: Engine, ana: Held) -> None:
    with engine.begin() as connection:
        made = queue.offer(connection, ana.id, GENERAL, 1)
        assert queue.accept(connection, made)
        assert not queue.accept(connection, made), "a second yes changes nothing"
        assert queue.position(connection, made) == 1
        assert history(connection, made)[1:] == [("accepted", "offered", "waiting", "visitor")]


@pytest.mark.parametrize(("turn", "stands"), [(2, True), (4, True), (5, False)])
def test_an_offer_stands_for_three_turns(engine: Engine, ana: Held, turn: int, stands: bool) -> None:
    with engine.begin() as connection:
        made = queue.offer(connection, ana.id, GENERAL, 1)
        queue.lapse(connection, ana.id, turn, 3)
        assert (state(connection, made).state == HandoffState.OFFERED) is stands
        assert queue.accept(connection, made) is stands


def test_a_newer_offer_replaces_the_older_one(engine: Engine, ana: Held) -> None:
    with engine.begin() as connection:
        first = queue.offer(connection, ana.id, GENERAL, 1)
        second = queue.offer(connection, ana.id, GENERAL, 2)
        assert [state(connection, made).state for made in (first, second)] == ["lapsed", "offered"]


def test_an_offer_never_touches_a_place_in_the_queue(engine: Engine, ana: Held) -> None:
    with engine.begin() as connection:
        place = queue.join(connection, ana.id, GENERAL, 1)
        assert queue.offer(connection, ana.id, GENERAL, 2) == place
        assert state(connection, place).state == HandoffState.WAITING


def test_joining_twice_keeps_the_first_place(engine: Engine) -> None:
    ana, luis = opened(engine, 2)
    with engine.begin() as connection:
        first = queue.join(connection, ana, GENERAL, 1)
        second = queue.join(connection, luis, GENERAL, 1)
        assert queue.join(connection, ana, GENERAL, 2) == first
        assert [queue.position(connection, place) for place in (first, second)] == [1, 2]
        assert len(history(connection, first)) == 1


def test_nobody_is_overtaken_but_by_safety(engine: Engine) -> None:
    ids = opened(engine, 3)
    with engine.begin() as connection:
        places = [queue.join(connection, one, GENERAL, 1) for one in ids]
        assert [queue.position(connection, place) for place in places] == [1, 2, 3]
        queue.mark_safety(connection, ids[2])
        queue.mark_safety(connection, ids[2])
        assert [queue.position(connection, place) for place in places] == [2, 3, 1]
        assert [kind for kind, *_ in history(connection, places[2])] == ["queued", "safety"]


def test_places_of_the_same_moment_keep_the_order_of_their_rows(engine: Engine) -> None:
    ids = opened(engine, 3)
    with engine.begin() as connection:
        places = [queue.join(connection, one, GENERAL, 1) for one in ids]
        connection.execute(update(queue.HANDOFF).values(waiting_since=now() - timedelta(minutes=1)))
        assert [queue.position(connection, place) for place in places] == [1, 2, 3]


def test_lanes_do_not_count_each_other(engine: Engine) -> None:
    ana, luis, mei = opened(engine, 3)
    with engine.begin() as connection:
        queue.join(connection, ana, GENERAL, 1)
        spanish = queue.Request(Reason.REQUESTED, "human", "1", "es", "quiero una persona")
        tier_2 = queue.Request(Reason.COMPLEX, "legal_help", "2", "en", "do I qualify")
        assert queue.position(connection, queue.join(connection, luis, spanish, 1)) == 1
        assert queue.position(connection, queue.join(connection, mei, tier_2, 1)) == 1
        assert queue.ahead_in_lane(connection, "1", "en") == 1


def test_leaving_gives_the_place_up_and_moves_the_others(engine: Engine) -> None:
    ana, luis = opened(engine, 2)
    with engine.begin() as connection:
        first = queue.join(connection, ana, GENERAL, 1)
        second = queue.join(connection, luis, GENERAL, 1)
        assert queue.leave(connection, ana)
        assert not queue.leave(connection, ana), "there is nothing left to leave"
        assert state(connection, first).state == HandoffState.LEFT_SATISFIED
        assert state(connection, first).ended_at is not None
        assert queue.position(connection, second) == 1


def test_the_estimated_wait_is_the_place_times_the_minutes_of_one(engine: Engine, policy: HandoffPolicy) -> None:
    ids = opened(engine, 2)
    with engine.begin() as connection:
        for one in ids:
            queue.join(connection, one, GENERAL, 1)
        shown = queue.public(connection, ids[1], policy)
        assert shown is not None
        assert (shown["position"], shown["estimated_wait"]) == (2, 2 * policy.minutes_per_handoff)
        assert queue.fill(connection, ids[1], policy, "en") == {"position": "2", "wait": "16"}


def test_a_protected_matter_is_marked_in_the_row_and_never_outside(
    engine: Engine, ana: Held, policy: HandoffPolicy
) -> None:
    with engine.begin() as connection:
        protected = queue.Request(Reason.SENSITIVE, "asylum_refugee", "2", "en", "about asylum")
        made = queue.offer(connection, ana.id, protected, 1)
        assert state(connection, made).reason == "sensitive"
        shown = queue.public(connection, ana.id, policy)
        assert shown is not None
        assert shown["reason"] == "case_specific"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("I filed in May. When is my interview? Thanks.", "When is my interview?"),
        ("My card never came. I called twice.", "My card never came."),
        ("", ""),
    ],
)
def test_what_the_visitor_wants_is_one_line(text: str, line: str) -> None:
    assert queue.wanted(text) == line


def test_a_long_wish_is_cut_at_a_word() -> None:
    line = queue.wanted("word " * 100)
    assert len(line) <= queue.LINE
    assert line.endswith("word…")
