"""How a visitor goes from one agent on: release, transfer, assignment, taking over; never to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.errors import AlreadyClaimed, AtCapacity, EmmaError, Invalid, NobodyThere, NotHeld
from emma.handoffs import queue
from emma.handoffs.claiming import claim, claim_next
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.ending import EndReason, end_by_visitor, resolve
from emma.handoffs.passing import assign, release, release_all, take_over, transfer
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.presence import set_presence
from emma.models.base import now
from emma.words import PresenceState, Role
from tests.desk import agent, kinds, row, waiting

WHY = "needs an officer"


@pytest.fixture
def rules(policy: HandoffPolicy) -> DeskRules:
    return policy.desk


@pytest.fixture
def ben(engine: Engine) -> Person:
    return agent(engine, "Ben")


def held_by(engine: Engine, rules: DeskRules, person: Person, **how: object) -> int:
    """A visitor whom this agent has."""
    handoff = waiting(engine, **how)  # type: ignore[arg-type]
    with engine.begin() as connection:
        claim(connection, rules, person, handoff)
    return handoff


def next_one(engine: Engine, rules: DeskRules, person: Person) -> int | None:
    with engine.begin() as connection:
        found = claim_next(connection, rules, person)
    return None if found is None else found.id


def refused(engine: Engine, rules: DeskRules, who: str, handoff: int, error: type[EmmaError], **goal: str) -> None:
    """The transfer fails with this error and the row is what it was."""
    before = row(engine, handoff)
    with pytest.raises(error), engine.begin() as connection:
        transfer(connection, rules, who, handoff, **{"comment": WHY, **goal})
    assert row(engine, handoff) == before


def test_a_transfer_to_tier_2_keeps_the_time_of_joining(engine: Engine, rules: DeskRules, ben: Person) -> None:
    cora = agent(engine, "Cora", Role.TIER_2)
    handoff = held_by(engine, rules, ben, since=now() - timedelta(minutes=9))
    before = row(engine, handoff)
    with engine.begin() as connection:
        moved = transfer(connection, rules, ben.id, handoff, to_tier="2", comment=WHY)
    assert (moved.state, moved.tier, moved.agent_id, moved.comment) == ("waiting", "2", None, WHY)
    assert (moved.waiting_since, moved.claimed_at) == (before.waiting_since, before.claimed_at)
    assert next_one(engine, rules, cora) == handoff
    assert kinds(engine, handoff) == ["queued", "claimed", "transferred", "claimed"]


def test_a_transfer_to_one_agent_is_for_that_agent_alone(engine: Engine, rules: DeskRules, ben: Person) -> None:
    cora, carl = agent(engine, "Cora", Role.TIER_2), agent(engine, "Carl", Role.TIER_2)
    handoff = held_by(engine, rules, ben)
    with engine.begin() as connection:
        transfer(connection, rules, ben.id, handoff, to_agent=cora.id, comment=WHY)
    assert next_one(engine, rules, carl) is None
    assert next_one(engine, rules, ben) is None
    with pytest.raises(AlreadyClaimed), engine.begin() as connection:
        claim(connection, rules, carl, handoff)
    assert next_one(engine, rules, cora) == handoff


def test_who_waits_for_one_agent_does_not_hold_up_the_lane(engine: Engine, rules: DeskRules, ben: Person) -> None:
    cora = agent(engine, "Cora", Role.TIER_2)
    handoff, second = held_by(engine, rules, ben), waiting(engine)
    with engine.begin() as connection:
        transfer(connection, rules, ben.id, handoff, to_agent=cora.id, comment=WHY)
        assert (queue.position(connection, handoff), queue.position(connection, second)) == (1, 1)


def test_a_transfer_to_nobody_is_refused(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = held_by(engine, rules, ben)
    refused(engine, rules, ben.id, handoff, NobodyThere, to_tier="2")
    refused(engine, rules, ben.id, handoff, NobodyThere, to_agent="nobody")
    refused(engine, rules, ben.id, handoff, NobodyThere, to_tier="1")


@pytest.mark.parametrize("state", [PresenceState.AWAY, PresenceState.TRAINING, PresenceState.BREAK, None])
def test_a_transfer_to_somebody_who_is_not_there_is_refused(
    engine: Engine, rules: DeskRules, ben: Person, state: PresenceState | None
) -> None:
    cora = agent(engine, "Cora", Role.TIER_2, state=state)
    handoff = held_by(engine, rules, ben)
    refused(engine, rules, ben.id, handoff, NobodyThere, to_agent=cora.id)
    refused(engine, rules, ben.id, handoff, NobodyThere, to_tier="2")


def test_a_transfer_to_an_agent_of_another_language_is_refused(engine: Engine, rules: DeskRules) -> None:
    bea, cora = agent(engine, "Bea", languages=("es", "en")), agent(engine, "Cora", Role.TIER_2)
    handoff = held_by(engine, rules, bea, language="es")
    refused(engine, rules, bea.id, handoff, NobodyThere, to_agent=cora.id)
    refused(engine, rules, bea.id, handoff, NobodyThere, to_tier="2")


def test_a_transfer_without_a_reason_or_a_goal_is_refused(engine: Engine, rules: DeskRules, ben: Person) -> None:
    agent(engine, "Cora", Role.TIER_2)
    handoff = held_by(engine, rules, ben)
    refused(engine, rules, ben.id, handoff, Invalid, to_tier="2", comment="  ")
    refused(engine, rules, ben.id, handoff, Invalid)
    refused(engine, rules, ben.id, handoff, Invalid, to_agent=ben.id)
    refused(engine, rules, ben.id, handoff, Invalid, to_tier="9")


def test_mallory_passes_nothing_on(engine: Engine, rules: DeskRules, ben: Person) -> None:
    mallory = agent(engine, "Mallory")
    agent(engine, "Cora", Role.TIER_2)
    handoff = held_by(engine, rules, ben)
    refused(engine, rules, mallory.id, handoff, NotHeld, to_tier="2")
    before = row(engine, handoff)
    with pytest.raises(NotHeld), engine.begin() as connection:
        release(connection, mallory.id, handoff)
    with pytest.raises(NotHeld), engine.begin() as connection:
        resolve(connection, rules, mallory.id, handoff, EndReason.ANSWERED)
    assert row(engine, handoff) == before


def test_who_passed_a_visitor_on_is_not_handed_the_same_one_next(engine: Engine, rules: DeskRules) -> None:
    cora, carl = agent(engine, "Cora", Role.TIER_2), agent(engine, "Carl", Role.TIER_2)
    handoff, other = held_by(engine, rules, cora, since=now() - timedelta(hours=1)), waiting(engine)
    with engine.begin() as connection:
        transfer(connection, rules, cora.id, handoff, to_tier="1", comment=WHY)
    assert next_one(engine, rules, cora) == other
    assert next_one(engine, rules, carl) == handoff


def test_signing_out_gives_every_visitor_back(engine: Engine, rules: DeskRules, ben: Person) -> None:
    mine = [held_by(engine, rules, ben) for _ in range(2)]
    with engine.begin() as connection:
        set_presence(connection, ben.id, PresenceState.AWAY)
        assert [one.id for one in release_all(connection, ben.id, why="signed_out")] != []
    assert [row(engine, one).state for one in mine] == ["waiting", "waiting"]


def test_a_supervisor_gives_a_waiting_visitor_to_an_agent(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = waiting(engine, tier="2")
    with engine.begin() as connection:
        given = assign(connection, rules, "dana", handoff, ben.id)
    assert (given.state, given.agent_id, given.tier) == ("active", ben.id, "1")
    assert kinds(engine, handoff) == ["queued", "assigned"]


def test_an_assignment_needs_somebody_there_with_room_and_the_language(engine: Engine, rules: DeskRules) -> None:
    full, away = agent(engine, "Ben", capacity=1), agent(engine, "Bea", state=PresenceState.AWAY)
    held_by(engine, rules, full)
    handoff, spanish = waiting(engine), waiting(engine, language="es")
    wrong = ((handoff, full, AtCapacity), (handoff, away, NobodyThere), (spanish, full, NobodyThere))
    for one, person, error in wrong:
        with pytest.raises(error), engine.begin() as connection:
            assign(connection, rules, "dana", one, person.id)
        assert row(engine, one).state == "waiting"


def test_a_supervisor_takes_over_what_an_agent_has(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = held_by(engine, rules, ben)
    with engine.begin() as connection:
        taken = take_over(connection, "dana", handoff)
    assert (taken.state, taken.agent_id) == ("active", "dana")
    with pytest.raises(NotHeld), engine.begin() as connection:
        resolve(connection, rules, ben.id, handoff, EndReason.ANSWERED)


def test_the_visitor_ends_what_an_agent_has(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = held_by(engine, rules, ben)
    conversation = row(engine, handoff).conversation_id
    with engine.begin() as connection:
        ended = end_by_visitor(connection, conversation)
    assert ended is not None
    assert (ended.state, ended.end_reason, ended.agent_id) == ("resolved", "visitor_ended", ben.id)
    refused(engine, rules, ben.id, handoff, NotHeld, to_tier="2")
    with pytest.raises(AlreadyClaimed), engine.begin() as connection:
        assign(connection, rules, "dana", handoff, ben.id)
    with pytest.raises(AlreadyClaimed), engine.begin() as connection:
        take_over(connection, "dana", handoff)
