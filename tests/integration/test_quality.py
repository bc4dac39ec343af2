"""Samples by chance, score cards and the agent's reply."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from emma.accounts.people import Person
from emma.desk import attending
from emma.desk.context import Desk
from emma.errors import Conflict, Forbidden, Guarded, Invalid, NotFound, NotPermitted
from emma.handoffs.ending import EndReason
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.reporting import reviews, samples
from emma.reporting.samples import Sample
from emma.words import HandoffState, Role
from tests.attended import acts, conversation_of, set_conversation
from tests.desk import agent, waiting

GOOD = dict.fromkeys(reviews.CRITERIA, 4)


@pytest.fixture
def dana(desk: Desk) -> Person:
    """The supervisor."""
    return agent(desk.engine, "Dana", Role.SUPERVISOR, ("en", "es"))


@pytest.fixture
def ben(desk: Desk) -> Person:
    """The agent whose conversations are looked at."""
    return agent(desk.engine, "Ben")


def ended(desk: Desk, person: Person, **values: object) -> int:
    """A conversation this person had, which is over."""
    handoff_id = waiting(desk.engine)
    row = {"state": HandoffState.RESOLVED, "agent_id": person.id, "ended_at": now(), **values}
    with desk.engine.begin() as connection:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(**row))
    return handoff_id


def drawn(desk: Desk, person: Person, moment: datetime | None = None) -> list[Sample]:
    """This week's draw."""
    with desk.engine.connect() as connection:
        return samples.draw(connection, person, moment)


def test_three_of_each_agent_are_drawn_and_stay_drawn_all_week(desk: Desk, dana: Person, ben: Person) -> None:
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    for _ in range(9):
        ended(desk, ben)
    ended(desk, cora)
    first = drawn(desk, dana)
    assert Counter(one.agent for one in first) == {"Ben": 3, "Cora": 1}
    assert drawn(desk, dana) == first, "loading again draws nothing new"
    weeks = {tuple(one.handoff_id for one in drawn(desk, dana, now() + timedelta(days=d))) for d in (0, 7, 14)}
    assert len(weeks) > 1


def test_what_is_protected_practice_old_hidden_or_ones_own_is_never_drawn(
    desk: Desk, dana: Person, ben: Person
) -> None:
    ended(desk, ben, practice=True)
    ended(desk, ben, reason="sensitive")
    ended(desk, ben, ended_at=now() - timedelta(days=15))
    ended(desk, dana)
    for values in ({"sensitive": True}, {"hidden_at": now()}):
        set_conversation(desk.engine, conversation_of(desk.engine, ended(desk, ben)), **values)
    assert drawn(desk, dana) == []


def test_dana_writes_a_card_ben_reads_it_and_replies_once(desk: Desk, dana: Person, ben: Person) -> None:
    handoff_id = ended(desk, ben)
    reviews.review(desk, dana, handoff_id, {**GOOD, "plain": 2}, "Shorter sentences.")
    assert drawn(desk, dana) == []
    with desk.engine.connect() as connection:
        assert (reviews.unread(connection, ben), reviews.unread(connection, dana)) == (1, 0)
    [card] = reviews.read(desk, ben)
    assert (card.mine, card.reviewer, card.scores["plain"], card.comment) == (True, "Dana", 2, "Shorter sentences.")
    with desk.engine.connect() as connection:
        assert reviews.unread(connection, ben) == 0
    reviews.reply(desk, ben, card.id, "I will try.")
    with pytest.raises(Conflict):
        reviews.reply(desk, ben, card.id, "And again.")
    assert [one.reply for one in reviews.read(desk, dana)] == ["I will try."]
    assert acts(desk.engine) == ["review.made", "review.replied"]


def test_a_card_is_complete_single_and_of_a_supervisor(desk: Desk, dana: Person, ben: Person) -> None:
    handoff_id = ended(desk, ben)
    for wrong in ({}, {**GOOD, "plain": 6}, {**GOOD, "plain": 0}, {**GOOD, "hat": 3}):
        with pytest.raises(Invalid):
            reviews.review(desk, dana, handoff_id, wrong, "")
    with pytest.raises(NotPermitted):
        reviews.review(desk, ben, handoff_id, GOOD, "")
    with pytest.raises(Guarded):
        reviews.review(desk, dana, handoff_id, GOOD, "the visitor with A000000000 was confused")
    reviews.review(desk, dana, handoff_id, GOOD, "")
    with pytest.raises(Conflict):
        reviews.review(desk, dana, handoff_id, GOOD, "")


def test_what_may_not_be_reviewed_is_not_found(desk: Desk, dana: Person, ben: Person) -> None:
    protected = ended(desk, ben)
    set_conversation(desk.engine, conversation_of(desk.engine, protected), sensitive=True)
    running = waiting(desk.engine)
    attending.claim(desk, ben, running)
    for handoff_id in (protected, running, ended(desk, dana), 999):
        with pytest.raises(NotFound):
            reviews.review(desk, dana, handoff_id, GOOD, "")
    attending.resolve(desk, ben, running, EndReason.ANSWERED)
    reviews.review(desk, dana, running, GOOD, "")


def test_nobody_reads_or_answers_the_cards_of_another(desk: Desk, dana: Person, ben: Person) -> None:
    card = reviews.review(desk, dana, ended(desk, ben), GOOD, "Good.")
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    other = agent(desk.engine, "Dan", Role.SUPERVISOR)
    assert reviews.read(desk, cora) == []
    assert reviews.read(desk, other) == []
    with pytest.raises(Forbidden):
        reviews.reply(desk, cora, card, "not mine")
    with pytest.raises(NotFound):
        reviews.reply(desk, ben, 999, "none")


def test_averages_are_told_with_one_digit(desk: Desk, dana: Person, ben: Person) -> None:
    assert reviews.averages([]) == {}
    for score in (4, 5, 5):
        reviews.review(desk, dana, ended(desk, ben), dict.fromkeys(reviews.CRITERIA, score), "")
    assert reviews.averages(reviews.read(desk, ben))["plain"] == 4.7
