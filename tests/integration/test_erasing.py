"""Holds, exports, and what a wish to erase does. On SQLite and PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine

from emma import audit, retention
from emma.conversations import closing
from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held, hold, start
from emma.errors import Forbidden, NotFound
from emma.handoffs import queue
from emma.retention import holding
from emma.retention.exporting import export
from emma.retention.policy import RecordClass, RetentionPolicy, Wish
from emma.retention.purging import due, purge
from emma.vault import Vault
from emma.vault.following import attach
from emma.vault.rows import FORM
from emma.words import Reason
from tests.agents import PHONE, claimed
from tests.records import SAID, counts, dispositions, held, in_days, one_of_each


def test_what_is_held_is_neither_purged_nor_erased_until_it_is_released(engine: Engine, rules: RetentionPolicy) -> None:
    kinds = one_of_each(engine)
    before = counts(engine)
    for mine in kinds.values():
        holding.hold(engine, mine.id, "dana", "request of A012345678")
    assert set(due(engine, rules, in_days(91)).values()) == {0}
    assert purge(engine, rules, in_days(2000))[RecordClass.AUDIT] == 0, "nor what was done about it"
    refused = {closing.erase(engine, mine) for mine in kinds.values()}
    assert {(one.outcome, one.why) for one in refused} == {("refused", "held")}
    assert counts(engine) == before
    for mine in kinds.values():
        holding.release(engine, mine.id, "dana")
    assert purge(engine, rules, in_days(91))[RecordClass.WITH_AGENT] == 1
    assert set(counts(engine).values()) == {0}


def test_a_hold_is_audited_without_identifiers_and_needs_a_conversation(engine: Engine, ana: Held) -> None:
    holding.hold(engine, ana.id, "dana", "request about A012345678")
    with engine.connect() as connection:
        (row,) = connection.execute(select(audit.AUDIT)).all()
    assert (row.actor, row.action, row.conversation_id) == ("dana", "conversation.held", ana.id)
    assert "012345678" not in row.purpose
    with pytest.raises(NotFound):
        holding.hold(engine, "no-such-conversation", "dana")


def test_a_wish_to_erase_removes_everything_at_once_where_no_agent_was(engine: Engine, ana: Held, vault: Vault) -> None:
    with engine.begin() as connection:
        queue.join(connection, ana.id, queue.Request(Reason.REQUESTED, "human", "1", "en", "a person"), 1)
        form = vault.open_unattended(connection, "call_back", ana.id)
        vault.submit(connection, ana.id, form, PHONE)
        attach(connection, form, "R7K2M4")
    assert closing.erase(engine, ana).outcome == "immediate"
    assert set(counts(engine).values()) == {0}
    assert dispositions(engine) == [("assistant_only", 1, "visitor")]
    assert closing.erase(engine, ana).outcome == "immediate", "what is gone is erased"


def test_a_protected_matter_is_erased_at_once_although_an_agent_was_there(engine: Engine, ana: Held) -> None:
    claimed(engine, ana.id, reason=Reason.SENSITIVE)
    assert closing.erase(engine, ana).record_class is RecordClass.SENSITIVE
    assert set(counts(engine).values()) == {0}


def test_a_conversation_with_an_agent_is_gone_for_the_visitor_and_kept_for_the_agency(
    engine: Engine, vault: Vault
) -> None:
    started = start(engine, None)
    ana = Held(started.id, started.language, started.status)
    handoff = claimed(engine, ana.id)
    with engine.begin() as connection:
        form = vault.open(connection, "verify_identity", handoff, "ben")
        vault.submit(connection, ana.id, form, {"full_name": "Ana Example", "birth_date": "1990-01-31"})
        connection.execute(update(CONVERSATION).values(state={"told": ["name"]}, sender_hash="s" * 64))
    assert closing.erase(engine, ana).outcome == "hidden"
    with pytest.raises(Forbidden):
        hold(engine, ana.id, started.token)
    with engine.connect() as connection:
        row = connection.execute(select(CONVERSATION)).one()
        sealed = connection.execute(select(FORM.c.sealed)).scalars().all()
        acts = connection.execute(select(audit.AUDIT.c.action).order_by(audit.AUDIT.c.id)).scalars().all()
    assert (row.status, row.state, row.sender_hash, sealed) == ("ended", {}, None, [None])
    assert row.hidden_at is not None
    assert acts == ["form.opened", "conversation.hidden"]
    assert counts(engine)["handoff_events"] == 3, "the visitor's erasure ends the handoff"
    assert dispositions(engine) == []


def test_a_class_that_refuses_says_on_whose_authority(engine: Engine, ana: Held, rules: RetentionPolicy) -> None:
    own = RecordClass.ASSISTANT_ONLY
    strict = RetentionPolicy({**rules.rules, own: replace(rules.rules[own], erase=Wish.REFUSE, authority="GRS 0.0")})
    with engine.begin() as connection:
        refused = retention.erase(connection, strict, ana.id)
    assert (refused.outcome, refused.why) == ("refused", "GRS 0.0")
    assert counts(engine)["conversations"] == 1


def test_an_export_holds_everything_but_sealed_values_and_is_audited(engine: Engine, vault: Vault) -> None:
    ana = held(engine)
    handoff = claimed(engine, ana.id)
    with engine.begin() as connection:
        form = vault.open(connection, "call_back", handoff, "ben")
        vault.submit(connection, ana.id, form, PHONE)
        connection.execute(update(MESSAGE).values(helpful=True))
    found = export(engine, ana.id, "operator")
    written = json.dumps(found)
    assert [(m["text"], m["helpful"]) for m in found["messages"]] == [(SAID, True)]
    assert [event["to_state"] for event in found["events"]] == ["waiting", "active"]
    assert found["conversation"]["record_class"] == "with_agent"
    assert found["forms"][0]["kind"] == "call_back"
    assert [act["action"] for act in found["audit"]] == ["form.opened", "conversation.exported"]
    for hidden in ("555 0143", "5550143", "sealed", "token", "payload"):
        assert hidden not in written
    with pytest.raises(NotFound):
        export(engine, "no-such-conversation", "operator")
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(audit.AUDIT)).scalar_one() == 2
