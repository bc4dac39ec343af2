"""Claims: who may take which waiting visitor, in which order, and what a wrong claim leaves as it was."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.errors import AlreadyClaimed, AtCapacity, EmmaError, NotFound, NotHere, NotSignedIn, WrongLane
from emma.handoffs.claiming import claim, claim_next
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.ending import EndReason, resolve
from emma.handoffs.passing import release
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.presence import heartbeat, set_presence
from emma.handoffs.rows import AGENT
from emma.models.base import now
from emma.words import PresenceState, Role
from tests.desk import agent, kinds, row, waiting


@pytest.fixture
def rules(policy: HandoffPolicy) -> DeskRules:
    return policy.desk


def takes(engine: Engine, rules: DeskRules, person: Person, handoff: int, **more: Any) -> Any:
    """The agent claims this visitor."""
    with engine.begin() as connection:
        return claim(connection, rules, person, handoff, **more)


def next_one(engine: Engine, rules: DeskRules, person: Person, **more: Any) -> int | None:
    """The agent asks for the next visitor; gives the handoff's id."""
    with engine.begin() as connection:
        found = claim_next(connection, rules, person, **more)
    return None if found is None else found.id


def refused(engine: Engine, rules: DeskRules, person: Person, handoff: int, error: type[EmmaError]) -> None:
    """The claim fails with this error and the row is what it was."""
    before = row(engine, handoff)
    with pytest.raises(error):
        takes(engine, rules, person, handoff)
    assert row(engine, handoff) == before


def test_ben_claims_a_waiting_visitor(engine: Engine, rules: DeskRules) -> None:
    ben, handoff = agent(engine, "Ben"), waiting(engine)
    taken = takes(engine, rules, ben, handoff)
    assert (taken.state, taken.agent_id) == ("active", ben.id)
    assert taken.claimed_at >= taken.waiting_since
    assert kinds(engine, handoff) == ["queued", "claimed"]


def test_a_claim_of_what_is_claimed_is_refused(engine: Engine, rules: DeskRules) -> None:
    ben, bea, handoff = agent(engine, "Ben"), agent(engine, "Bea"), waiting(engine)
    takes(engine, rules, ben, handoff)
    refused(engine, rules, bea, handoff, AlreadyClaimed)
    refused(engine, rules, ben, handoff, AlreadyClaimed)
    assert kinds(engine, handoff) == ["queued", "claimed"]


def test_a_claim_of_what_never_was_is_refused(engine: Engine, rules: DeskRules) -> None:
    with pytest.raises(NotFound):
        takes(engine, rules, agent(engine, "Ben"), 4711)


def test_an_agent_of_the_wrong_tier_is_refused(engine: Engine, rules: DeskRules) -> None:
    refused(engine, rules, agent(engine, "Ben"), waiting(engine, tier="2"), WrongLane)


def test_an_english_only_agent_is_not_offered_a_spanish_chat(engine: Engine, rules: DeskRules) -> None:
    ben, bea = agent(engine, "Ben"), agent(engine, "Bea", languages=("es", "en"))
    handoff = waiting(engine, language="es")
    assert next_one(engine, rules, ben) is None
    refused(engine, rules, ben, handoff, WrongLane)
    assert next_one(engine, rules, bea) == handoff


def test_a_trainer_has_no_lane(engine: Engine, rules: DeskRules) -> None:
    teo, handoff = agent(engine, "Teo", Role.TRAINER, ("en", "es")), waiting(engine)
    assert next_one(engine, rules, teo) is None
    refused(engine, rules, teo, handoff, WrongLane)


def test_tier_2_and_supervisors_serve_the_lower_tiers_too(engine: Engine, rules: DeskRules) -> None:
    cora, dana = agent(engine, "Cora", Role.TIER_2), agent(engine, "Dana", Role.SUPERVISOR)
    first, second, third = waiting(engine, tier="1"), waiting(engine, tier="2"), waiting(engine, tier="supervisor")
    assert [next_one(engine, rules, cora) for _ in range(3)] == [first, second, None]
    assert next_one(engine, rules, dana) == third


def test_nobody_gets_more_than_fits(engine: Engine, rules: DeskRules) -> None:
    ben = agent(engine, "Ben", capacity=2)
    first, second, third = (waiting(engine) for _ in range(3))
    takes(engine, rules, ben, first)
    takes(engine, rules, ben, second)
    refused(engine, rules, ben, third, AtCapacity)
    with pytest.raises(AtCapacity):
        next_one(engine, rules, ben)
    with engine.begin() as connection:
        release(connection, ben.id, first)
    takes(engine, rules, ben, third)


@pytest.mark.parametrize("state", [PresenceState.BREAK, PresenceState.AWAY, PresenceState.TRAINING, None])
def test_who_is_not_here_gets_nobody(engine: Engine, rules: DeskRules, state: PresenceState | None) -> None:
    ben, handoff = agent(engine, "Ben", state=state), waiting(engine)
    refused(engine, rules, ben, handoff, NotHere)
    if state is not PresenceState.TRAINING:
        with pytest.raises(NotHere):
            next_one(engine, rules, ben)


def test_who_wants_no_more_chats_gets_nobody(engine: Engine, rules: DeskRules) -> None:
    ben, handoff = agent(engine, "Ben"), waiting(engine)
    with engine.begin() as connection:
        set_presence(connection, ben.id, PresenceState.HERE, no_more=True)
    refused(engine, rules, ben, handoff, NotHere)


def test_a_browser_that_slept_for_an_hour_gets_nobody_until_it_is_awake(engine: Engine, rules: DeskRules) -> None:
    ben, handoff = agent(engine, "Ben", moment=now() - timedelta(hours=1)), waiting(engine)
    refused(engine, rules, ben, handoff, NotHere)
    with engine.begin() as connection:
        assert heartbeat(connection, ben.id) is PresenceState.HERE
    assert next_one(engine, rules, ben) == handoff


def test_a_disabled_agent_gets_nobody(engine: Engine, rules: DeskRules) -> None:
    ben, handoff = agent(engine, "Ben"), waiting(engine)
    with engine.begin() as connection:
        connection.execute(update(AGENT).where(AGENT.c.id == ben.id).values(disabled=True))
    refused(engine, rules, ben, handoff, NotSignedIn)
    with pytest.raises(NotSignedIn):
        next_one(engine, rules, ben)


def test_after_a_conversation_comes_the_wrap_up_and_then_the_next(engine: Engine, rules: DeskRules) -> None:
    ben, first, second = agent(engine, "Ben"), waiting(engine), waiting(engine)
    takes(engine, rules, ben, first)
    with engine.begin() as connection:
        resolve(connection, rules, ben.id, first, EndReason.ANSWERED)
    refused(engine, rules, ben, second, NotHere)
    later = now() + rules.wrap_up + timedelta(seconds=1)
    with engine.begin() as connection:
        assert heartbeat(connection, ben.id, later) is PresenceState.HERE
    assert next_one(engine, rules, ben, moment=later) == second


def test_danger_comes_first_then_the_longest_wait(engine: Engine, rules: DeskRules) -> None:
    cora = agent(engine, "Cora", Role.TIER_2, ("en", "es"), capacity=9)
    minutes = [now() - timedelta(minutes=n) for n in range(30)]
    late = waiting(engine, since=minutes[1])
    long = waiting(engine, since=minutes[20], tier="2", language="es")
    danger = waiting(engine, since=minutes[2], safety=True)
    older_danger = waiting(engine, since=minutes[3], safety=True, tier="2")
    expected = [older_danger, danger, long, late, None]
    assert [next_one(engine, rules, cora) for _ in range(5)] == expected


def test_a_released_visitor_has_the_old_place_and_is_not_overtaken(engine: Engine, rules: DeskRules) -> None:
    ben, bea = agent(engine, "Ben"), agent(engine, "Bea")
    first, second = waiting(engine), waiting(engine)
    takes(engine, rules, ben, first)
    with engine.begin() as connection:
        release(connection, ben.id, first)
    assert [next_one(engine, rules, bea), next_one(engine, rules, bea)] == [first, second]


def test_practice_visitors_are_for_agents_in_training_only(engine: Engine, rules: DeskRules) -> None:
    ben, bea = agent(engine, "Ben"), agent(engine, "Bea", state=PresenceState.TRAINING)
    practice, real = waiting(engine, practice=True), waiting(engine)
    refused(engine, rules, ben, practice, NotHere)
    refused(engine, rules, bea, real, NotHere)
    assert (next_one(engine, rules, ben), next_one(engine, rules, bea)) == (real, practice)


def test_ten_agents_who_claim_one_visitor_at_once_leave_one_with_it(engine: Engine, rules: DeskRules) -> None:
    people, handoff = [agent(engine, f"Agent{n}") for n in range(10)], waiting(engine)
    outcomes = at_once([lambda who=who: takes(engine, rules, who, handoff) for who in people])
    assert sorted(outcomes) == ["AlreadyClaimed"] * 9 + ["done"]
    assert kinds(engine, handoff) == ["queued", "claimed"]


def test_two_tabs_of_one_agent_cannot_take_more_than_fits(engine: Engine, rules: DeskRules) -> None:
    ben, handoffs = agent(engine, "Ben", capacity=1), [waiting(engine) for _ in range(6)]
    outcomes = at_once([lambda one=one: takes(engine, rules, ben, one) for one in handoffs])
    assert sorted(outcomes) == ["AtCapacity"] * 5 + ["done"]


def at_once(calls: list[Any]) -> list[str]:
    """Run the calls in threads that start together; what each came to."""
    outcomes: list[str] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Any) -> None:
        barrier.wait()
        try:
            call()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
