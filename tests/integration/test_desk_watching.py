"""What happens by itself is told to the visitor, hands the conversation to the right side, and empties the vault."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emma.accounts.directory import disable
from emma.conversations.messages import after
from emma.conversations.opening import Held
from emma.conversations.receiving import Conversations
from emma.desk import forms, writing
from emma.desk.context import Desk
from emma.desk.watching import watch
from emma.errors import NotHeld
from emma.models.base import now
from tests.agents import IDENTITY, is_empty
from tests.attended import acts, attended, marks, status
from tests.desk import agent, row


def test_a_browser_asleep_for_an_hour_loses_the_conversation_and_ana_keeps_her_place(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    since = row(desk.engine, handoff_id).waiting_since
    watch(desk, now() + timedelta(hours=1))
    assert row(desk.engine, handoff_id).waiting_since == since
    assert status(desk.engine, conversation_id) == "waiting"
    assert "released" in marks(desk.engine, conversation_id)
    with pytest.raises(NotHeld):
        writing.say(desk, ben, conversation_id, "I am awake again", "c1")


def test_an_agent_disabled_while_chatting_gives_everything_back(desk: Desk) -> None:
    _, handoff_id, conversation_id = attended(desk)
    with desk.engine.begin() as connection:
        disable(connection, "ben")
    watch(desk)
    assert row(desk.engine, handoff_id).state == "waiting"
    assert status(desk.engine, conversation_id) == "waiting"
    assert "handoff.released" in acts(desk.engine)


def test_silence_is_warned_of_and_then_ends_the_handoff_with_its_forms(desk: Desk) -> None:
    from emma.handoffs.presence import heartbeat

    ben, handoff_id, conversation_id = attended(desk)
    form = forms.open_form(desk, ben, conversation_id, "verify_identity")
    with desk.engine.begin() as connection:
        desk.vault.submit(connection, conversation_id, form, IDENTITY)
    writing.say(desk, ben, conversation_id, "Hello", "c1")
    for minutes in (4, 10):
        later = now() + timedelta(minutes=minutes)
        with desk.engine.begin() as connection:
            heartbeat(connection, ben.id, later)
        watch(desk, later)
    assert marks(desk.engine, conversation_id) == ["joined", "idle_warning", "ended"]
    warning = next(one for one in after(desk.engine, conversation_id, 0) if one["kind"] == "idle_warning")
    assert "5 min" in warning["text"]
    assert (row(desk.engine, handoff_id).state, row(desk.engine, handoff_id).end_reason) == ("resolved", "idle")
    assert status(desk.engine, conversation_id) == "with_assistant"
    assert is_empty(desk.engine, form)


def test_a_word_of_ana_stops_the_warning(desk: Desk, service: Conversations) -> None:
    from emma.handoffs.presence import heartbeat

    ben, _, conversation_id = attended(desk)
    writing.say(desk, ben, conversation_id, "Hello", "c1")
    service.receive(Held(conversation_id, "en", "with_agent"), "c1", text="yes, one moment")
    later = now() + timedelta(minutes=4)
    with desk.engine.begin() as connection:
        heartbeat(connection, ben.id, later)
    watch(desk, later)
    assert marks(desk.engine, conversation_id) == ["joined"]


def test_two_watchers_do_each_thing_once(desk: Desk) -> None:
    _, handoff_id, conversation_id = attended(desk)
    later = now() + timedelta(hours=1)
    assert [change.kind for change in watch(desk, later) if change.handoff_id == handoff_id][:1] == ["released"]
    assert watch(desk, later) == []
    assert marks(desk.engine, conversation_id).count("released") == 1


def test_ana_whose_page_is_gone_loses_her_place_and_the_assistant_is_back(desk: Desk) -> None:
    from emma.handoffs.signs import visitor_seen
    from tests.attended import conversation_of
    from tests.desk import waiting

    agent(desk.engine, "Ben")
    handoff_id = waiting(desk.engine)
    conversation_id = conversation_of(desk.engine, handoff_id)
    with desk.engine.begin() as connection:
        visitor_seen(connection, conversation_id)
    watch(desk, now() + timedelta(minutes=10))
    assert row(desk.engine, handoff_id).state == "abandoned"
    assert status(desk.engine, conversation_id) == "with_assistant"
    assert "abandoned" in marks(desk.engine, conversation_id)
