"""What happens by itself: lost agents, gone visitors, closing time, empty lanes, silence; once, whoever watches."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection, Engine

from emma.accounts.people import Person
from emma.errors import NotHeld
from emma.handoffs import queue, signs
from emma.handoffs.claiming import claim
from emma.handoffs.desk_rules import DeskRules, read_desk
from emma.handoffs.passing import transfer
from emma.handoffs.policy import HandoffPolicy
from emma.handoffs.presence import heartbeat, set_presence
from emma.handoffs.rows import AGENT
from emma.handoffs.watching import Change, watch
from emma.knowledge.phrases import Phrases
from emma.models.base import now
from emma.settings import ROOT
from emma.words import PresenceState, Role, Status
from tests.desk import agent, kinds, row, waiting

SECOND = timedelta(seconds=1)


@pytest.fixture
def rules(policy: HandoffPolicy) -> DeskRules:
    return policy.desk


@pytest.fixture
def ben(engine: Engine) -> Person:
    return agent(engine, "Ben")


def nothing(connection: Connection, change: Change) -> None:
    """No marks."""


def happens(engine: Engine, rules: DeskRules, moment: datetime) -> list[str]:
    """What a watcher does at this moment."""
    return [change.kind for change in watch(engine, rules, nothing, moment)]


def held_by(engine: Engine, rules: DeskRules, person: Person, **how: object) -> int:
    handoff = waiting(engine, **how)  # type: ignore[arg-type]
    with engine.begin() as connection:
        claim(connection, rules, person, handoff)
    return handoff


def beats(engine: Engine, person: Person, moment: datetime) -> None:
    with engine.begin() as connection:
        heartbeat(connection, person.id, moment)


def test_a_lost_agent_gives_the_visitor_back_to_the_old_place(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = held_by(engine, rules, ben)
    behind, before = waiting(engine), row(engine, handoff)
    assert happens(engine, rules, now()) == []
    later = now() + rules.heartbeat + SECOND
    assert "released" in happens(engine, rules, later)
    after = row(engine, handoff)
    assert (after.state, after.agent_id, after.waiting_since) == ("waiting", None, before.waiting_since)
    with engine.connect() as connection:
        assert (queue.position(connection, handoff), queue.position(connection, behind)) == (1, 2)
    with pytest.raises(NotHeld), engine.begin() as connection:
        signs.agent_word(connection, ben.id, handoff)
    assert "released" not in happens(engine, rules, later)


def test_an_agent_disabled_while_chatting_loses_the_visitor(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = held_by(engine, rules, ben)
    with engine.begin() as connection:
        connection.execute(update(AGENT).where(AGENT.c.id == ben.id).values(disabled=True))
    assert "released" in happens(engine, rules, now())
    assert row(engine, handoff).state == "waiting"


def test_a_visitor_who_is_gone_is_abandoned_and_a_reload_is_not(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff, start = waiting(engine), now()
    conversation = row(engine, handoff).conversation_id
    with engine.begin() as connection:
        signs.visitor_seen(connection, conversation, start)
    beats(engine, ben, start + rules.gone)
    assert happens(engine, rules, start + rules.gone) == []
    with engine.begin() as connection:
        signs.visitor_seen(connection, conversation, start + rules.gone)
    beats(engine, ben, start + rules.gone * 2)
    assert happens(engine, rules, start + rules.gone * 2) == []
    assert happens(engine, rules, start + rules.gone * 2 + SECOND) == ["abandoned"]
    assert kinds(engine, handoff) == ["queued", "abandoned"]


def test_a_page_without_scripts_keeps_its_place(engine: Engine, rules: DeskRules, ben: Person) -> None:
    waiting(engine)
    later = now() + timedelta(hours=1)
    beats(engine, ben, later)
    assert happens(engine, rules, later) == []


def test_who_waits_in_a_lane_that_empties_is_told_once_and_told_when_somebody_is_back(
    engine: Engine, rules: DeskRules, ben: Person
) -> None:
    handoff = waiting(engine)
    assert happens(engine, rules, now()) == []
    with engine.begin() as connection:
        set_presence(connection, ben.id, PresenceState.BREAK)
    assert happens(engine, rules, now()) == ["lane_closed"]
    assert happens(engine, rules, now()) == []
    with engine.begin() as connection:
        set_presence(connection, ben.id, PresenceState.HERE)
    assert happens(engine, rules, now()) == ["lane_opened"]
    assert happens(engine, rules, now()) == []
    assert row(engine, handoff).state == "waiting"


def test_a_lane_of_another_language_stays_empty_whoever_else_is_there(
    engine: Engine, rules: DeskRules, ben: Person
) -> None:
    waiting(engine, language="es")
    assert happens(engine, rules, now()) == ["lane_closed"]


def test_who_waited_for_one_agent_who_left_waits_in_the_lane_again(
    engine: Engine, rules: DeskRules, ben: Person
) -> None:
    cora = agent(engine, "Cora", Role.TIER_2)
    handoff = held_by(engine, rules, ben)
    with engine.begin() as connection:
        transfer(connection, rules, ben.id, handoff, to_agent=cora.id, comment="for you")
        set_presence(connection, cora.id, PresenceState.AWAY)
    assert happens(engine, rules, now()) == ["unwanted"]
    assert row(engine, handoff).wanted_agent is None


def test_a_silent_visitor_is_warned_and_the_conversation_ends_later(
    engine: Engine, rules: DeskRules, ben: Person
) -> None:
    handoff, start = held_by(engine, rules, ben), now()
    with engine.begin() as connection:
        signs.agent_word(connection, ben.id, handoff, start)
    for minutes, expected in ((2, []), (4, ["idle_warned"]), (7, []), (9, ["idle_ended"])):
        moment = start + timedelta(minutes=minutes)
        beats(engine, ben, moment)
        assert happens(engine, rules, moment) == expected, minutes
    assert (row(engine, handoff).state, row(engine, handoff).end_reason) == ("resolved", "idle")


def test_the_end_never_comes_before_the_warning_has_stood(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff, start = held_by(engine, rules, ben), now()
    with engine.begin() as connection:
        signs.agent_word(connection, ben.id, handoff, start)
    late = start + timedelta(hours=1)
    beats(engine, ben, late)
    assert happens(engine, rules, late) == ["idle_warned"]
    assert happens(engine, rules, late + SECOND) == []


def test_a_word_of_the_visitor_takes_the_warning_back(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff, start = held_by(engine, rules, ben), now()
    conversation = row(engine, handoff).conversation_id
    with engine.begin() as connection:
        signs.agent_word(connection, ben.id, handoff, start)
    beats(engine, ben, start + timedelta(minutes=4))
    assert happens(engine, rules, start + timedelta(minutes=4)) == ["idle_warned"]
    with engine.begin() as connection:
        signs.visitor_word(connection, conversation, start + timedelta(minutes=5))
    beats(engine, ben, start + timedelta(minutes=30))
    assert happens(engine, rules, start + timedelta(minutes=30)) == []
    assert row(engine, handoff).warned_at is None


def test_closing_time_ends_the_wait_after_the_grace_and_a_chat_goes_on(engine: Engine, ben: Person) -> None:
    rules = read_desk(ROOT / "desk.toml", demonstration=False)
    closing = datetime(2026, 11, 20, 20, 0, tzinfo=rules.hours.zone).astimezone(UTC)
    beats(engine, ben, closing)
    chat, left = waiting(engine), waiting(engine)
    with engine.begin() as connection:
        claim(connection, rules, ben, chat, closing)
    assert happens(engine, rules, closing + timedelta(minutes=1)) == ["released", "lane_closed", "lane_closed"]
    with engine.begin() as connection:
        heartbeat(connection, ben.id, closing + timedelta(minutes=11))
        claim(connection, rules, ben, chat, closing + timedelta(minutes=11))
    assert happens(engine, rules, closing + timedelta(minutes=11)) == ["expired"]
    assert (row(engine, chat).state, row(engine, left).state) == ("active", "expired")


def test_a_break_at_noon_ends_no_wait(engine: Engine, ben: Person) -> None:
    rules = read_desk(ROOT / "desk.toml", demonstration=False)
    week = tuple((replace(spans[0], end=12 * 60), replace(spans[0], start=13 * 60)) if spans else () for spans in
                 rules.hours.week)  # fmt: skip
    rules = replace(rules, hours=replace(rules.hours, week=week))
    noon = datetime(2026, 11, 20, 12, 30, tzinfo=rules.hours.zone)
    beats(engine, ben, noon)
    waiting(engine)
    assert happens(engine, rules, noon) == ["lane_closed"]


def test_of_two_watchers_one_does_each_thing(engine: Engine, rules: DeskRules, ben: Person) -> None:
    agent(engine, "Bea")
    for _ in range(3):
        held_by(engine, rules, ben)
    moment, marks = now() + rules.heartbeat + SECOND, []

    def mark(connection: Connection, change: Change) -> None:
        marks.append((change.kind, change.handoff_id))

    threads = [threading.Thread(target=watch, args=(engine, rules, mark, moment)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(marks) == len(set(marks))
    assert sorted(kind for kind, _ in marks).count("released") == 3


def test_a_mark_that_fails_takes_the_change_back(engine: Engine, rules: DeskRules, ben: Person) -> None:
    handoff = held_by(engine, rules, ben)

    def fail(connection: Connection, change: Change) -> None:
        raise RuntimeError("no mark")

    with pytest.raises(RuntimeError):
        watch(engine, rules, fail, now() + rules.heartbeat + SECOND)
    assert row(engine, handoff).state == "active"


def test_every_change_has_its_text_and_the_status_it_leads_to(
    engine: Engine, rules: DeskRules, ben: Person, phrases: Phrases
) -> None:
    held_by(engine, rules, ben)
    for change in watch(engine, rules, nothing, now() + rules.heartbeat + SECOND):
        assert change.status is Status.WAITING
        assert change.phrase is not None
        assert phrases.has(change.phrase)
