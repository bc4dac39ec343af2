"""What the desk shows, to whom: only topic, language and wait before the claim; everything after it; others nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from emma.audit import AUDIT
from emma.conversations.opening import Held
from emma.conversations.receiving import Conversations
from emma.desk import attending, forms, looking, noting, presence, writing
from emma.desk.context import Desk
from emma.desk.state import read_cursor, state
from emma.desk.viewing import view
from emma.errors import Conflict, Forbidden, NotFound, NotHeld, NotPermitted, NotVerified
from emma.handoffs.ending import EndReason
from emma.models.base import now
from emma.vault.rows import Verdict
from emma.words import PresenceState, Role
from tests.agents import CASE, IDENTITY
from tests.attended import assistant_answered, attended, set_conversation
from tests.desk import agent, waiting

BEFORE_CLAIM = {"id", "topic", "language", "tier", "waited", "waiting_since", "safety", "wanted_agent"}


def test_before_the_claim_only_topic_language_tier_and_wait_are_seen(desk: Desk) -> None:
    ben, handoff_id = agent(desk.engine, "Ben"), waiting(desk.engine)
    with desk.engine.connect() as connection:
        [listed] = looking.waiting(connection, desk, ben)
    assert set(listed) == BEFORE_CLAIM
    with pytest.raises(Forbidden):
        view(desk, ben, handoff_id)


def test_an_english_only_agent_is_not_shown_a_chat_in_spanish(desk: Desk) -> None:
    ben, bea = agent(desk.engine, "Ben"), agent(desk.engine, "Bea", languages=("en", "es"))
    spanish = waiting(desk.engine, language="es")
    with desk.engine.connect() as connection:
        assert looking.waiting(connection, desk, ben) == []
        assert [one["id"] for one in looking.waiting(connection, desk, bea)] == [spanish]


def test_danger_comes_first_in_the_list_and_is_an_alert(desk: Desk) -> None:
    ben = agent(desk.engine, "Ben")
    waiting(desk.engine, since=now() - timedelta(minutes=9))
    urgent = waiting(desk.engine, safety=True)
    shown = state(desk, ben)
    assert shown["waiting"][0]["id"] == urgent
    assert shown["alerts"] == [urgent]


def test_after_the_claim_ben_reads_the_packet_the_messages_and_what_he_may_say(desk: Desk) -> None:
    ben, handoff_id = agent(desk.engine, "Ben"), waiting(desk.engine)
    from tests.attended import conversation_of

    conversation_id = conversation_of(desk.engine, handoff_id)
    assistant_answered(desk.engine, conversation_id, "processing-times")
    attending.claim(desk, ben, handoff_id)
    noting.note(desk, ben, conversation_id, "asks about waiting")
    seen = view(desk, ben, handoff_id, "es")
    assert seen["held"]
    assert seen["packet"]["wanted"] == "where is my card"
    assert [one["slug"] for one in seen["packet"]["shown"]] == ["processing-times"]
    assert [one["kind"] for one in seen["messages"]] == [None, None, "joined"]
    assert [(one["author"], one["text"]) for one in seen["notes"]] == [("Ben", "asks about waiting")]
    assert seen["disclosure"]["level"] == "unverified"
    assert seen["disclosure"]["title"] == "Identidad sin confirmar"


def test_who_never_had_a_conversation_does_not_see_it_and_who_had_it_reads_on(desk: Desk) -> None:
    ben, handoff_id, _ = attended(desk)
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    with pytest.raises(Forbidden):
        view(desk, cora, handoff_id)
    attending.release(desk, ben, handoff_id)
    attending.claim(desk, cora, handoff_id)
    assert view(desk, cora, handoff_id)["packet"]["had_before"] == ["Ben"]
    assert not view(desk, ben, handoff_id)["held"]
    with pytest.raises(NotFound):
        view(desk, ben, 999)


def test_a_supervisors_look_is_an_audit_row(desk: Desk) -> None:
    _, handoff_id, _ = attended(desk)
    dana = agent(desk.engine, "Dana", Role.SUPERVISOR)
    assert not view(desk, dana, handoff_id)["held"]
    with desk.engine.connect() as connection:
        query = select(AUDIT).where(AUDIT.c.action == "conversation.looked_in")
        assert [(row.actor, row.subject) for row in connection.execute(query)] == [(dana.id, str(handoff_id))]


def test_ben_sees_who_else_is_looking(desk: Desk) -> None:
    ben, handoff_id, _ = attended(desk)
    dana = agent(desk.engine, "Dana", Role.SUPERVISOR)
    assert view(desk, dana, handoff_id)["looking"] == []
    assert view(desk, ben, handoff_id)["looking"] == ["Dana"]
    assert state(desk, ben)["looking"] == {str(handoff_id): ["Dana"]}


def test_everything_is_for_supervisors(desk: Desk) -> None:
    ben, handoff_id, _ = attended(desk)
    dana, other = agent(desk.engine, "Dana", Role.SUPERVISOR), waiting(desk.engine, language="es", tier="2")
    with desk.engine.connect() as connection:
        with pytest.raises(NotPermitted):
            looking.everybody(connection, desk, ben)
        listed = looking.everybody(connection, desk, dana)
    assert [(one["id"], one["agent"] and one["agent"]["name"]) for one in listed] == [
        (other, None),
        (handoff_id, "Ben"),
    ]


def test_history_holds_ones_own_and_is_found_by_words(desk: Desk, service: Conversations) -> None:
    ben, first, conversation_id = attended(desk)
    service.receive(Held(conversation_id, "en", "with_agent"), "c1", text="it is about my 100% discount")
    attending.resolve(desk, ben, first, EndReason.ANSWERED)
    presence.set_presence(desk, ben, PresenceState.HERE)  # the wrap-up is over
    _, second, _ = attended(desk, ben)
    cora, dana = agent(desk.engine, "Cora", Role.TIER_2), agent(desk.engine, "Dana", Role.SUPERVISOR)
    with desk.engine.connect() as connection:
        assert [one["id"] for one in looking.history(connection, ben)] == [second, first]
        assert [one["id"] for one in looking.history(connection, ben, "100% Discount")] == [first]
        assert looking.history(connection, ben, "100%x") == []
        assert [one["id"] for one in looking.history(connection, dana, before=second)] == [first]
        assert looking.history(connection, cora) == []


def test_the_cursor_brings_each_message_once_and_nothing_is_lost_between_claim_and_stream(
    desk: Desk, service: Conversations
) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    ana = Held(conversation_id, "en", "with_agent")
    service.receive(ana, "c1", text="hello")
    first = state(desk, ben)
    assert [one["text"] for one in first["messages"] if one["kind"] is None] == ["hello"]
    assert state(desk, ben, first["cursor"])["messages"] == []
    service.receive(ana, "c2", text="are you there")
    noting.note(desk, ben, conversation_id, "impatient")
    second = state(desk, ben, first["cursor"])
    assert [(one["handoff"], one["text"]) for one in second["messages"]] == [(handoff_id, "are you there")]
    assert [(one["handoff"], one["text"]) for one in second["notes"]] == [(handoff_id, "impatient")]
    assert state(desk, ben, second["cursor"])["notes"] == []


@pytest.mark.parametrize("forged", ["", "x", "1.2", "1.2_-3", "999999999999.1-0", "1.1-1; DROP TABLE notes", "-"])
def test_a_forged_cursor_is_the_beginning(forged: str) -> None:
    assert read_cursor(forged).seqs == {}


def test_what_is_new_since_ben_looked_is_told(desk: Desk, service: Conversations) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    view(desk, ben, handoff_id)
    service.receive(Held(conversation_id, "en", "with_agent"), "c1", text="hello")
    with desk.engine.connect() as connection:
        [listed] = looking.mine(connection, desk, ben)
    assert (listed["unread_after"], listed["last_seq"]) == (1, 2)
    view(desk, ben, handoff_id)
    with desk.engine.connect() as connection:
        assert looking.mine(connection, desk, ben)[0]["unread_after"] == 2


def test_find_case_opens_only_after_a_confirmed_identity_and_the_card_follows(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    with pytest.raises(NotVerified):
        forms.open_form(desk, ben, conversation_id, "find_case")
    form = forms.open_form(desk, ben, conversation_id, "verify_identity")
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, conversation_id, form, IDENTITY)
    assert state(desk, ben)["mine"][0]["forms"][0]["state"] == "submitted"
    assert forms.view_form(desk, ben, form, "compare_with_record")["values"] == IDENTITY
    forms.record_form(desk, ben, form, Verdict.VERIFIED)
    assert view(desk, ben, handoff_id)["disclosure"]["level"] == "verified"
    case = forms.open_form(desk, ben, conversation_id, "find_case")
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, conversation_id, case, CASE)
    assert forms.view_form(desk, ben, case, "look_up_case")["values"] == CASE


def test_a_protected_matter_stays_protected_whoever_ana_is_shown_to_be(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    set_conversation(desk.engine, conversation_id, sensitive=True)
    assert view(desk, ben, handoff_id)["disclosure"]["level"] == "protected"


def test_nobody_opens_or_sees_a_form_of_a_conversation_they_do_not_hold(desk: Desk) -> None:
    from emma.desk import passing_on

    ben, handoff_id, conversation_id = attended(desk)
    cora, dana = agent(desk.engine, "Cora", Role.TIER_2), agent(desk.engine, "Dana", Role.SUPERVISOR)
    form = forms.open_form(desk, ben, conversation_id, "verify_identity")
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, conversation_id, form, IDENTITY)
    with pytest.raises(NotHeld):
        forms.open_form(desk, cora, conversation_id, "verify_identity")
    with pytest.raises(NotHeld):
        forms.view_form(desk, cora, form, "compare_with_record")
    passing_on.join(desk, dana, handoff_id)
    with pytest.raises(Forbidden):
        forms.view_form(desk, dana, form, "compare_with_record")
    for forged in ("no-such-form", "a\x00b"):
        with pytest.raises(NotFound):
            forms.view_form(desk, ben, forged, "compare_with_record")


def test_an_agent_with_conversations_does_not_just_go_away(desk: Desk) -> None:
    ben, handoff_id, _ = attended(desk)
    with pytest.raises(Conflict):
        presence.set_presence(desk, ben, PresenceState.AWAY)
    assert presence.beat(desk, ben)["state"] == "here"
    assert presence.set_presence(desk, ben, PresenceState.BREAK)["active"] == 1
    attending.resolve(desk, ben, handoff_id, EndReason.ANSWERED)
    presence.set_presence(desk, ben, PresenceState.AWAY)
    assert [one["name"] for one in presence.colleagues(desk)] == []


def test_the_pulse_tells_what_another_process_did(desk: Desk, service: Conversations) -> None:
    from emma.desk.pulse import take_pulse

    ben, handoff_id, conversation_id = attended(desk)
    before = take_pulse(desk)
    assert take_pulse(desk) == before
    service.receive(Held(conversation_id, "en", "with_agent"), "c1", text="hello")
    said = take_pulse(desk)
    assert (said.talks_since(before), said.acts) == ({conversation_id}, before.acts)
    waiting(desk.engine)
    joined = take_pulse(desk)
    assert joined.acts != said.acts
    attending.resolve(desk, ben, handoff_id, EndReason.ANSWERED)
    assert take_pulse(desk).acts != joined.acts


def test_what_a_visitor_types_shows_as_dots_only(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    assert state(desk, ben)["typing"] == []
    desk.attention.types(conversation_id, "visitor")
    assert state(desk, ben)["typing"] == [handoff_id]
    writing.types(desk, ben, conversation_id)
    assert state(desk, ben)["typing"] == [handoff_id]
