"""A lane is open while hours are open and somebody who serves it is there; the visitor is told what is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.assistant.replies import Effect, Reply, TurnResult
from emma.assistant.turn import Input
from emma.conversations import closing
from emma.conversations.opening import Held, hold, set_language, start
from emma.conversations.receiving import Answer, Conversations
from emma.handoffs import estimate, queue
from emma.handoffs.claiming import claim_next
from emma.handoffs.desk_rules import DeskRules, read_desk
from emma.handoffs.lanes import lane_open, look
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.settings import ROOT
from emma.words import HandoffState, Outcome, PresenceState, Reason, Role
from tests.desk import LONG_AGO, agent, kinds, row, waiting
from tests.fakes import FakeAssistant

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def production() -> DeskRules:
    """The shipped rules, not in demonstration."""
    return read_desk(ROOT / "desk.toml", demonstration=False)


def says(given: Input, state: dict[str, object]) -> TurnResult:
    """A turn that queues for a person, or takes the offer, and promises a wait."""
    effect = Effect("accept") if given.offer else Effect("queue", Reason.REQUESTED, "human")
    reply = Reply("You are in place {position}, about {wait} min.", Outcome.QUEUED, "human", reason=Reason.REQUESTED)
    return TurnResult((reply,), (effect,), state, given.language)


def with_rules(service: Conversations, fake: FakeAssistant, rules: DeskRules) -> Conversations:
    """The service under these rules, with an assistant that queues at every message."""
    fake.run = says
    return replace(service, policy=replace(service.policy, desk=rules))


def always_open(rules: DeskRules) -> DeskRules:
    """Hours are open now, whatever the clock says; agents are still needed."""
    return replace(rules, hours=replace(rules.hours, always=True))


def never_open(rules: DeskRules) -> DeskRules:
    """Closed until the far Monday: the week has no hours but an hour that is over."""
    return replace(rules, hours=replace(rules.hours, week=((),) * 7))


def asks(service: Conversations, held: Held) -> Answer:
    return service.receive(held, f"c{now().timestamp()}", text="a person please")


def test_a_lane_needs_hours_and_an_agent_who_serves_it(engine: Engine, production: DeskRules) -> None:
    agent(engine, "Cora", Role.TIER_2, ("en", "es"), moment=MONDAY)
    agent(engine, "Ben", Role.TIER_1, ("en",), moment=SUNDAY)
    with engine.connect() as connection:
        monday = [lane_open(connection, production, tier, "es", MONDAY) for tier in ("1", "2", "supervisor")]
        assert monday == [True, True, False]
        sunday = look(connection, production, "1", "en", SUNDAY)
    assert (sunday.hours_open, sunday.staffed, sunday.open) == (False, True, False)
    assert sunday.next_opening == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "staffed"),
    [
        (PresenceState.HERE, True),
        (PresenceState.WRAP_UP, True),
        (PresenceState.BREAK, False),
        (PresenceState.TRAINING, False),
        (PresenceState.AWAY, False),
    ],
)
def test_who_keeps_a_lane_open(engine: Engine, production: DeskRules, state: PresenceState, staffed: bool) -> None:
    agent(engine, "Ben", state=state, moment=MONDAY)
    with engine.connect() as connection:
        assert lane_open(connection, production, "1", "en", MONDAY) is staffed


def test_with_nobody_there_the_wish_stands_as_an_offer_and_the_visitor_hears_what_else_there_is(
    service: Conversations, fake: FakeAssistant, engine: Engine, ana: Held, production: DeskRules
) -> None:
    answer = asks(with_rules(service, fake, always_open(production)), ana)
    assert answer.status == "with_assistant"
    assert answer.handoff is not None
    assert (answer.handoff["state"], answer.handoff["lane"]["open"]) == ("offered", False)
    text = answer.replies[0]["text"]
    assert "/requests" in text
    assert "1-800-375-5283" in text
    assert "{" not in text
    assert answer.replies[0]["outcome"] == "offered_agent"
    assert len(answer.replies[0]["choices"]) == 2


def test_outside_hours_the_visitor_hears_the_hours_in_words(
    service: Conversations, fake: FakeAssistant, engine: Engine, production: DeskRules
) -> None:
    fits = with_rules(service, fake, never_open(production))
    started = start(engine, "es")
    agent(engine, "Bea", languages=("es",))
    answer = asks(fits, hold(engine, started.id, started.token))
    assert answer.status == "with_assistant"
    assert "no hay horario" in answer.replies[0]["text"]


def test_asking_again_when_somebody_is_there_joins_the_line(
    service: Conversations, fake: FakeAssistant, engine: Engine, ana: Held, production: DeskRules
) -> None:
    fits = with_rules(service, fake, always_open(production))
    asks(fits, ana)
    agent(engine, "Ben")
    answer = asks(fits, ana)
    assert answer.status == "waiting"
    assert answer.handoff is not None
    assert answer.handoff["position"] == 1
    assert answer.handoff["lane"]["staffed"]


def test_the_demonstration_accepts_without_agents_and_says_so(
    service: Conversations, fake: FakeAssistant, engine: Engine, ana: Held, policy: HandoffPolicy
) -> None:
    answer = asks(with_rules(service, fake, policy.desk), ana)
    assert answer.status == "waiting"
    assert "demonstration" in answer.replies[0]["text"]
    agent(engine, "Ben")
    started = start(engine, None)
    again = asks(with_rules(service, fake, policy.desk), hold(engine, started.id, started.token))
    assert "demonstration" not in again.replies[0]["text"]


def test_a_wish_for_a_supervisor_while_waiting_keeps_the_time_of_joining(engine: Engine) -> None:
    handoff = waiting(engine)
    before = row(engine, handoff)
    request = queue.Request(Reason.REQUESTED, "human", "supervisor", "en", "your boss please")
    with engine.begin() as connection:
        assert queue.join(connection, before.conversation_id, request, 2) == handoff
    after = row(engine, handoff)
    assert (after.tier, after.waiting_since) == ("supervisor", before.waiting_since)
    assert kinds(engine, handoff) == ["queued", "supervisor"]


def test_who_chooses_spanish_while_waiting_waits_in_the_spanish_lane_from_the_same_moment(engine: Engine) -> None:
    handoff, other = waiting(engine), waiting(engine, language="es")
    before = row(engine, handoff)
    set_language(engine, before.conversation_id, "es")
    after = row(engine, handoff)
    assert (after.language, after.waiting_since) == ("es", before.waiting_since)
    with engine.connect() as connection:
        assert (queue.position(connection, handoff), queue.position(connection, other)) == (1, 2)


def test_what_the_visitor_is_told_is_kept_as_the_promise(
    service: Conversations, fake: FakeAssistant, engine: Engine, ana: Held, policy: HandoffPolicy
) -> None:
    agent(engine, "Ben")
    agent(engine, "Bea")
    waiting(engine)
    answer = asks(with_rules(service, fake, policy.desk), ana)
    assert answer.handoff is not None
    assert (answer.handoff["position"], answer.handoff["estimated_wait"]) == (2, 8), "2 places × 8 minutes ÷ 2 agents"
    with engine.connect() as connection:
        kept = connection.execute(HANDOFF.select().where(HANDOFF.c.conversation_id == ana.id)).one()
    assert kept.promised_wait == 8
    assert kept.packet["joined"] == {"place": 2, "agents": 2}


def test_recent_claims_of_the_lane_replace_the_guess(engine: Engine, policy: HandoffPolicy) -> None:
    ben = agent(engine, "Ben", capacity=20)
    moment = now()
    for minutes in range(1, 11):
        handoff = waiting(engine)
        with engine.begin() as connection:
            estimate.store_promise(connection, policy, handoff, 1, 1)
            claim_next(connection, policy.desk, ben)
            since = moment - minutes * (LONG_AGO / 300)
            connection.execute(
                update(HANDOFF).where(HANDOFF.c.id == handoff).values(waiting_since=since, claimed_at=moment)
            )
    with engine.connect() as connection:
        assert estimate.measured(connection, policy, "1", "en", now()) == pytest.approx(9, abs=0.01), "kept for 8 of 10"
        assert estimate.measured(connection, policy, "1", "es", now()) == policy.minutes_per_handoff


def test_the_visitor_sees_the_agents_first_name_and_tier(engine: Engine, policy: HandoffPolicy) -> None:
    ben, handoff = agent(engine, "Ben"), waiting(engine)
    with engine.begin() as connection:
        claim_next(connection, policy.desk, ben)
    conversation = row(engine, handoff).conversation_id
    with engine.connect() as connection:
        shown = queue.public(connection, conversation, policy)
    assert shown is not None
    assert shown["agent"] == {"name": "Ben", "tier": "1"}


def test_ending_the_conversation_ends_the_chat_with_the_agent(engine: Engine, policy: HandoffPolicy) -> None:
    ben, handoff = agent(engine, "Ben"), waiting(engine)
    with engine.begin() as connection:
        claim_next(connection, policy.desk, ben)
    closing.end(engine, Held(row(engine, handoff).conversation_id, "en", "with_agent"))
    assert row(engine, handoff).state == HandoffState.RESOLVED
