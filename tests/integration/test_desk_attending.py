"""Claim, release, transfer, resolve at the desk: who owns the conversation, what both sides see, what is written down."""

from __future__ import annotations

import pytest

from emma.conversations.closing import end
from emma.conversations.messages import after
from emma.conversations.opening import Held
from emma.conversations.receiving import Conversations
from emma.desk import attending, passing_on, writing
from emma.desk.context import Desk
from emma.errors import AlreadyClaimed, Ended, Invalid, NobodyThere, NotFound, NotHeld, NotPermitted, WrongLane
from emma.handoffs.ending import EndReason
from emma.words import Role
from tests.agents import IDENTITY, is_empty
from tests.attended import acts, attended, conversation_of, marks, said, set_conversation, status
from tests.desk import agent, row, waiting
from tests.fakes import FakeAssistant


def test_a_claim_gives_the_conversation_to_ben_and_both_sides_see_that_he_joined(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    assert row(desk.engine, handoff_id).agent_id == ben.id
    assert status(desk.engine, conversation_id) == "with_agent"
    assert marks(desk.engine, conversation_id) == ["joined"]
    assert "Ben" in after(desk.engine, conversation_id, 0)[0]["text"]
    assert "handoff.claimed" in acts(desk.engine)


def test_marks_speak_the_visitors_language(desk: Desk) -> None:
    bea = agent(desk.engine, "Bea", languages=("en", "es"))
    _, _, conversation_id = attended(desk, bea, language="es")
    assert "se unió" in after(desk.engine, conversation_id, 0)[0]["text"]


def test_next_gives_the_longest_waiting_and_none_when_nobody_waits(desk: Desk) -> None:
    ben, first = agent(desk.engine, "Ben"), waiting(desk.engine)
    waiting(desk.engine, language="es")
    assert attending.claim_next(desk, ben) == first
    assert attending.claim_next(desk, ben) is None


def test_what_cora_has_ben_does_not_get_and_nothing_changes(desk: Desk) -> None:
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    _, handoff_id, conversation_id = attended(desk, cora)
    ben = agent(desk.engine, "Ben")
    before = len(acts(desk.engine))
    with pytest.raises(AlreadyClaimed):
        attending.claim(desk, ben, handoff_id)
    with pytest.raises(NotHeld):
        attending.release(desk, ben, handoff_id)
    with pytest.raises(NotHeld):
        attending.resolve(desk, ben, handoff_id, EndReason.ANSWERED)
    assert row(desk.engine, handoff_id).agent_id == cora.id
    assert marks(desk.engine, conversation_id) == ["joined"]
    assert len(acts(desk.engine)) == before


def test_an_agent_of_the_wrong_tier_or_language_gets_a_clear_error(desk: Desk) -> None:
    ben = agent(desk.engine, "Ben")
    for lane in ({"tier": "2"}, {"language": "es"}):
        handoff_id = waiting(desk.engine, **lane)
        with pytest.raises(WrongLane):
            attending.claim(desk, ben, handoff_id)
        assert status(desk.engine, conversation_of(desk.engine, handoff_id)) == "waiting"


def test_a_handoff_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        attending.claim(desk, agent(desk.engine, "Ben"), 999)


def test_a_release_puts_ana_back_into_her_place_and_says_so(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    since = row(desk.engine, handoff_id).waiting_since
    attending.release(desk, ben, handoff_id)
    after_it = row(desk.engine, handoff_id)
    assert (after_it.state, after_it.agent_id, after_it.waiting_since) == ("waiting", None, since)
    assert status(desk.engine, conversation_id) == "waiting"
    assert marks(desk.engine, conversation_id) == ["joined", "released"]


def test_the_end_brings_the_assistant_back_marked_for_both(
    desk: Desk, service: Conversations, fake: FakeAssistant
) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    ana = Held(conversation_id, "en", "with_agent")
    service.receive(ana, "c1", text="hello Ben")
    assert fake.inputs == []
    attending.resolve(desk, ben, handoff_id, EndReason.ANSWERED)
    assert marks(desk.engine, conversation_id) == ["joined", "left", "resumed"]
    assert row(desk.engine, handoff_id).end_reason == "answered"
    service.receive(ana, "c2", text="one more question")
    assert [given.text for given in fake.inputs] == ["one more question"]


def test_a_transfer_goes_to_a_present_lane_with_a_masked_comment_and_keeps_the_place(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    since = row(desk.engine, handoff_id).waiting_since
    passing_on.transfer(desk, ben, handoff_id, comment="needs tier 2, A 123 456 789", to_tier="2")
    passed = row(desk.engine, handoff_id)
    assert (passed.tier, passed.comment, passed.waiting_since) == ("2", "needs tier 2, [A-number]", since)
    assert marks(desk.engine, conversation_id)[-1] == "transferred"
    attending.claim(desk, cora, handoff_id)
    assert "Cora" in after(desk.engine, conversation_id, 0)[-1]["text"]
    with pytest.raises(NotHeld):
        writing.say(desk, ben, conversation_id, "I am still here", "c1")


def test_a_transfer_to_nobody_changes_nothing(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    with pytest.raises(NobodyThere):
        passing_on.transfer(desk, ben, handoff_id, comment="for tier 2", to_tier="2")
    with pytest.raises(Invalid):
        passing_on.transfer(desk, ben, handoff_id, comment=" ", to_tier="2")
    assert status(desk.engine, conversation_id) == "with_agent"
    assert marks(desk.engine, conversation_id) == ["joined"]


def test_the_forms_follow_the_handoff_and_are_empty_at_its_end(desk: Desk) -> None:
    from emma.desk import forms

    ben, handoff_id, conversation_id = attended(desk)
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    form = forms.open_form(desk, ben, conversation_id, "verify_identity")
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, conversation_id, form, IDENTITY)
    passing_on.transfer(desk, ben, handoff_id, comment="yours", to_agent=cora.id)
    attending.claim(desk, cora, handoff_id)
    with pytest.raises(NotHeld):
        forms.view_form(desk, ben, form, "compare_with_record")
    assert forms.view_form(desk, cora, form, "compare_with_record")["values"] == IDENTITY
    attending.resolve(desk, cora, handoff_id, EndReason.ANSWERED)
    assert is_empty(desk.engine, form)


def test_when_ana_ends_it_the_handoff_is_resolved_and_the_forms_are_empty(desk: Desk) -> None:
    from emma.desk import forms

    ben, handoff_id, conversation_id = attended(desk)
    form = forms.open_form(desk, ben, conversation_id, "verify_identity")
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, conversation_id, form, IDENTITY)
    end(desk.engine, Held(conversation_id, "en", "with_agent"))
    assert row(desk.engine, handoff_id).end_reason == "visitor_ended"
    assert is_empty(desk.engine, form)
    with pytest.raises(Ended):
        writing.say(desk, ben, conversation_id, "are you there", "c1")


def test_a_message_to_an_ended_conversation_is_refused(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    set_conversation(desk.engine, conversation_id, status="ended")
    with pytest.raises(Ended):
        writing.say(desk, ben, conversation_id, "hello", "c1")
    assert said(desk.engine, conversation_id) == []


def test_signing_out_gives_everything_back(desk: Desk) -> None:
    ben, first, one = attended(desk)
    _, second, two = attended(desk, ben)
    assert sorted(attending.give_back_all(desk, ben.id, "signed_out")) == sorted([one, two])
    assert {row(desk.engine, handoff).state for handoff in (first, second)} == {"waiting"}
    assert status(desk.engine, one) == "waiting"


def test_a_supervisor_takes_over_and_assigns_and_an_agent_may_not(desk: Desk) -> None:
    _, handoff_id, conversation_id = attended(desk)
    dana = agent(desk.engine, "Dana", Role.SUPERVISOR)
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    with pytest.raises(NotPermitted):
        passing_on.take_over(desk, cora, handoff_id)
    passing_on.take_over(desk, dana, handoff_id)
    assert marks(desk.engine, conversation_id) == ["joined", "left", "joined"]
    passing_on.assign(desk, dana, handoff_id, cora.id)
    assert row(desk.engine, handoff_id).agent_id == cora.id
    assert status(desk.engine, conversation_id) == "with_agent"
    assert [act for act in acts(desk.engine) if act.startswith("handoff.")][-2:] == [
        "handoff.taken_over",
        "handoff.assigned",
    ]


def test_a_supervisor_who_joined_writes_beside_ben_until_it_goes_to_somebody_else(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    dana, cora = agent(desk.engine, "Dana", Role.SUPERVISOR), agent(desk.engine, "Cora", Role.TIER_2)
    with pytest.raises(NotHeld):
        writing.say(desk, dana, conversation_id, "not yet", "c0")
    passing_on.join(desk, dana, handoff_id)
    assert writing.say(desk, dana, conversation_id, "hello from me too", "c1")["author"] == "Dana"
    assert writing.say(desk, ben, conversation_id, "hello", "c1")["author"] == "Ben"
    passing_on.transfer(desk, ben, handoff_id, comment="yours", to_agent=cora.id)
    attending.claim(desk, cora, handoff_id)
    with pytest.raises(NotHeld):
        writing.say(desk, dana, conversation_id, "still me", "c2")
