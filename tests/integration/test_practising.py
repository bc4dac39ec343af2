"""Practice with prepared visitors: lines come after answers, nothing leaves, no visitor is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emma.accounts.people import Person
from emma.conversations.receiving import Conversations
from emma.desk import abuse, attending, correcting, forms, looking, practising, request_making, writing
from emma.desk.context import Desk
from emma.desk.practice_results import results
from emma.desk.practice_scripts import shipped_scripts
from emma.errors import AtCapacity, Conflict, NotFound, NotHere, PracticeOnly
from emma.handoffs.ending import EndReason
from emma.models.base import now
from emma.words import PresenceState, Role
from tests.attended import conversation_of, said, status
from tests.desk import agent, row, waiting

CASE, ABUSE = "1-case-question", "5-abuse"
SOON = timedelta(seconds=5)


@pytest.fixture
def ben(desk: Desk) -> Person:
    """Ben, who begins to learn."""
    return agent(desk.engine, "Ben")


def claimed(desk: Desk, ben: Person, key: str = CASE) -> tuple[int, str]:
    """A prepared visitor whom Ben took from his list."""
    handoff_id = practising.begin(desk, ben, key, "en")
    assert attending.claim_next(desk, ben) == handoff_id
    return handoff_id, conversation_of(desk.engine, handoff_id)


def lines(desk: Desk, conversation_id: str) -> list[str]:
    """What the visitor has said so far."""
    return [text for sender, text in said(desk.engine, conversation_id) if sender == "visitor"]


def test_a_prepared_visitor_waits_for_ben_alone_who_is_in_training_now(desk: Desk, ben: Person) -> None:
    bea = agent(desk.engine, "Bea")
    real = waiting(desk.engine)
    handoff_id = practising.begin(desk, ben, CASE, "en")
    with desk.engine.connect() as connection:
        assert [one["id"] for one in looking.waiting(connection, desk, ben)] == [handoff_id]
        assert [one["id"] for one in looking.waiting(connection, desk, bea)] == [real]
    assert row(desk.engine, handoff_id).practice
    with pytest.raises(NotHere):
        attending.claim(desk, ben, real)


def test_each_line_comes_once_after_an_answer_and_a_pause(desk: Desk, service: Conversations, ben: Person) -> None:
    _, conversation_id = claimed(desk, ben)
    assert practising.step(desk, service, now() + SOON) == [], "nobody has greeted yet"
    writing.say(desk, ben, conversation_id, "Hello, I have read what you wrote.", "c1")
    assert practising.step(desk, service) == []
    assert desk.attention.visitor_types(conversation_id)
    assert practising.step(desk, service, now() + SOON) == [conversation_id]
    assert practising.step(desk, service, now() + SOON) == [], "the visitor has the last word"
    assert len(lines(desk, conversation_id)) == 2
    script = shipped_scripts()[CASE]
    for number in range(2, 9):
        writing.say(desk, ben, conversation_id, "One moment.", f"c{number}")
        practising.step(desk, service, now() + SOON)
    assert lines(desk, conversation_id)[1:] == [line["en"] for line in script.lines]


def test_the_secure_form_is_filled_in_and_the_case_form_opens_after_it(
    desk: Desk, service: Conversations, ben: Person
) -> None:
    from emma.vault.rows import Verdict

    _handoff_id, conversation_id = claimed(desk, ben)
    form = forms.open_form(desk, ben, conversation_id, "verify_identity")
    assert practising.step(desk, service) == [conversation_id]
    assert forms.view_form(desk, ben, form, "compare_with_record")["values"]["full_name"] == "Ana Example"
    forms.record_form(desk, ben, form, Verdict.VERIFIED)
    case = forms.open_form(desk, ben, conversation_id, "find_case")
    practising.step(desk, service)
    assert forms.view_form(desk, ben, case, "look_up_case")["values"] == {"receipt_number": "IOE0000000000"}


def test_after_the_end_ben_sees_what_he_did_and_the_conversation_is_over(
    desk: Desk, service: Conversations, ben: Person
) -> None:
    handoff_id, conversation_id = claimed(desk, ben)
    writing.say(desk, ben, conversation_id, "Hello.", "c1")
    forms.open_form(desk, ben, conversation_id, "verify_identity")
    attending.resolve(desk, ben, handoff_id, EndReason.ANSWERED)
    assert practising.step(desk, service) == [conversation_id]
    assert status(desk.engine, conversation_id) == "ended"
    with desk.engine.connect() as connection:
        [result] = results(connection, ben)
        assert looking.history(connection, ben) == []
    assert dict(result.checks) == {"answered": True, "forms": False, "end": True}
    assert practising.step(desk, service) == []


def test_an_insult_follows_the_warning_and_the_block_ends_it(desk: Desk, service: Conversations, ben: Person) -> None:
    _, conversation_id = claimed(desk, ben, ABUSE)
    writing.say(desk, ben, conversation_id, "The fee pays for the work on the case.", "c1")
    practising.step(desk, service, now() + SOON)
    abuse.warn(desk, ben, conversation_id)
    practising.step(desk, service, now() + SOON)
    assert len(lines(desk, conversation_id)) == 3
    abuse.block(desk, ben, conversation_id)
    with desk.engine.connect() as connection:
        [result] = results(connection, ben)
    assert dict(result.checks) == {"answered": True, "warned": True, "end": True}


def test_nothing_leaves_a_practice_conversation(desk: Desk, ben: Person) -> None:
    _, conversation_id = claimed(desk, ben)
    draft = request_making.Draft("technical", "unknown", "", "the page does not open")
    with pytest.raises(PracticeOnly):
        request_making.make_request(desk, ben, conversation_id, draft)
    with pytest.raises(PracticeOnly):
        correcting.correct(desk, ben, conversation_id, 1, "something else")


def test_who_holds_a_visitor_does_not_begin_to_practise(desk: Desk, ben: Person) -> None:
    attending.claim(desk, ben, waiting(desk.engine))
    with pytest.raises(Conflict):
        practising.begin(desk, ben, CASE, "en")


def test_only_what_fits_is_begun(desk: Desk, ben: Person) -> None:
    with pytest.raises(NotFound):
        practising.begin(desk, ben, "7-none", "en")
    with pytest.raises(NotFound):
        practising.begin(desk, ben, CASE, "es")
    practising.begin(desk, ben, CASE, "en")
    with pytest.raises(Conflict):
        practising.begin(desk, ben, CASE, "en")
    practising.begin(desk, ben, ABUSE, "en")
    practising.begin(desk, ben, "6-scam", "en")
    with pytest.raises(AtCapacity):
        practising.begin(desk, ben, "2-angry-complaint", "en")


def test_a_supervisor_practises_too_and_what_nobody_takes_ends_by_itself(desk: Desk, service: Conversations) -> None:
    dana = agent(desk.engine, "Dana", Role.SUPERVISOR, ("en", "es"), state=PresenceState.TRAINING)
    handoff_id = practising.begin(desk, dana, CASE, "es")
    practising.step(desk, service, now() + timedelta(minutes=29))
    assert row(desk.engine, handoff_id).state == "waiting"
    practising.step(desk, service, now() + timedelta(minutes=31))
    assert row(desk.engine, handoff_id).state == "expired"
    assert status(desk.engine, conversation_of(desk.engine, handoff_id)) == "ended"
