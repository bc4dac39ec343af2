"""Retention: what is purged when, what a hold keeps, what a wish to erase does. On SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine

from emma import audit, retention
from emma.conversations import closing
from emma.conversations.housekeeping import Housekeeping, housekeeping
from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held, hold, start
from emma.errors import Forbidden, NotFound
from emma.handoffs import queue
from emma.models import Base, RateLimit
from emma.models.base import now
from emma.retention import holding
from emma.retention.claiming import WORK, claim, finish
from emma.retention.exporting import export
from emma.retention.policy import RecordClass, RetentionPolicy, Wish
from emma.retention.purging import due, purge
from emma.retention.removing import DISPOSITION
from emma.settings import Settings
from emma.vault import Vault
from emma.vault.following import attach
from emma.vault.rows import FORM
from emma.words import HandoffState, Reason
from tests.agents import claimed, move

PHONE = {"phone": "+1 202 555 0143"}
SAID = "my very own words"
CONTENT = ("conversations", "messages", "handoffs", "handoff_events", "secure_forms")


@pytest.fixture
def rules() -> RetentionPolicy:
    """retention.toml as shipped."""
    return retention.policy()


@pytest.fixture
def work(engine: Engine, settings: Settings) -> Housekeeping:
    """The housekeeping over the fresh database."""
    return housekeeping(engine, settings)


@pytest.fixture
def vault(work: Housekeeping) -> Vault:
    """Its vault."""
    return work.vault


def held(engine: Engine) -> Held:
    """A new conversation in which something was said."""
    started = start(engine, None)
    with engine.begin() as connection:
        row = {"conversation_id": started.id, "seq": 1, "sender": "visitor", "language": "en", "text": SAID}
        connection.execute(insert(MESSAGE).values(**row))
    return Held(started.id, started.language, started.status)


def one_of_each(engine: Engine) -> dict[RecordClass, Held]:
    """A conversation of each class; all have a handoff with its events, the protected one an agent too."""
    kinds = {name: held(engine) for name in (RecordClass.ASSISTANT_ONLY, RecordClass.WITH_AGENT, RecordClass.SENSITIVE)}
    with engine.begin() as connection:
        offer = queue.Request(Reason.REQUESTED, "human", "1", "en", SAID)
        queue.offer(connection, kinds[RecordClass.ASSISTANT_ONLY].id, offer, 1)
    move(engine, claimed(engine, kinds[RecordClass.WITH_AGENT].id), HandoffState.ABANDONED)
    move(engine, claimed(engine, kinds[RecordClass.SENSITIVE].id, reason=Reason.SENSITIVE), HandoffState.RESOLVED)
    return kinds


def counts(engine: Engine) -> dict[str, int]:
    """Rows of every table that holds something of a conversation."""
    tables = Base.metadata.tables
    with engine.connect() as connection:
        return {n: connection.execute(select(func.count()).select_from(tables[n])).scalar_one() for n in CONTENT}


def dispositions(engine: Engine) -> list[tuple[str, int, str]]:
    """The log: class, how many, why."""
    with engine.connect() as connection:
        rows = connection.execute(select(DISPOSITION).order_by(DISPOSITION.c.id)).all()
    assert all(row.authority for row in rows)
    return [(row.record_class, row.records, row.cause) for row in rows]


def in_days(days: float) -> datetime:
    """A moment so many days from now, a minute over."""
    return now() + timedelta(days=days, minutes=1)


@pytest.mark.parametrize(
    ("days", "gone"),
    [(6.9, set()), (7, {"sensitive"}), (30, {"sensitive", "assistant_only"}),
     (90, {"sensitive", "assistant_only", "with_agent"})],
)  # fmt: skip
def test_each_class_is_purged_when_its_period_is_over(
    engine: Engine, rules: RetentionPolicy, days: float, gone: set[str]
) -> None:
    one_of_each(engine)
    told = due(engine, rules, in_days(days))
    assert {name for name, count in told.items() if count} == gone
    assert purge(engine, rules, in_days(days)) == told
    assert sorted(dispositions(engine)) == sorted((name, 1, "period") for name in gone)
    assert counts(engine)["conversations"] == counts(engine)["messages"] == 3 - len(gone)


def test_a_dry_run_changes_nothing(engine: Engine, work: Housekeeping) -> None:
    one_of_each(engine)
    before = counts(engine)
    told = work.due(in_days(1500))
    assert (told["assistant_only"], told["with_agent"], told["sensitive"]) == (1, 1, 1)
    assert counts(engine) == before
    assert dispositions(engine) == []


def test_a_purge_leaves_no_row_behind(engine: Engine, rules: RetentionPolicy) -> None:
    one_of_each(engine)
    purge(engine, rules, in_days(91))
    assert set(counts(engine).values()) == {0}
    assert set(purge(engine, rules, in_days(91)).values()) == {0}, "purging again finds nothing"


def test_a_purge_of_many_goes_in_batches_and_counts_all(
    engine: Engine, rules: RetentionPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emma.retention.purging.BATCH", 2)
    for _ in range(5):
        held(engine)
    assert purge(engine, rules, in_days(31))[RecordClass.ASSISTANT_ONLY] == 5
    assert sum(records for _, records, _ in dispositions(engine)) == 5


def test_two_purges_at_once_count_each_conversation_once(engine: Engine, rules: RetentionPolicy) -> None:
    for _ in range(20):
        held(engine)
    with ThreadPoolExecutor(4) as pool:
        gone = list(pool.map(lambda _: purge(engine, rules, in_days(31))[RecordClass.ASSISTANT_ONLY], range(4)))
    assert sum(gone) == 20
    assert sum(records for _, records, _ in dispositions(engine)) == 20


def test_what_was_purged_is_not_left_in_the_file(engine: Engine, work: Housekeeping, tmp_path: Path) -> None:
    if engine.name != "sqlite":
        pytest.skip("PostgreSQL frees its pages by its own vacuum")
    held(engine)
    files = tmp_path / "fresh"
    assert SAID.encode() in b"".join(file.read_bytes() for file in files.iterdir())
    work.daily(in_days(31))
    assert SAID.encode() not in b"".join(file.read_bytes() for file in files.iterdir())


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
    assert counts(engine)["handoff_events"] == 2
    assert dispositions(engine) == []


def test_a_class_that_refuses_says_on_whose_authority(engine: Engine, ana: Held, rules: RetentionPolicy) -> None:
    own = RecordClass.ASSISTANT_ONLY
    strict = RetentionPolicy({**rules.rules, own: replace(rules.rules[own], erase=Wish.REFUSE, authority="GRS 0.0")})
    with engine.begin() as connection:
        refused = retention.erase(connection, strict, ana.id)
    assert (refused.outcome, refused.why) == ("refused", "GRS 0.0")
    assert counts(engine)["conversations"] == 1


def test_a_call_back_that_a_request_waits_for_outlives_its_purged_conversation(
    engine: Engine, ana: Held, vault: Vault, work: Housekeeping
) -> None:
    handoff = claimed(engine, ana.id, reason=Reason.SENSITIVE)
    with engine.begin() as connection:
        waited, other = (vault.open_unattended(connection, "call_back", ana.id) for _ in range(2))
        for form in (waited, other):
            vault.submit(connection, ana.id, form, PHONE)
        attach(connection, waited, "R7K2M4")
        connection.execute(update(FORM).values(agent="cora", handoff_id=handoff))
    work.daily(in_days(8))
    assert counts(engine) == {name: int(name == "secure_forms") for name in CONTENT}
    assert vault.view(engine, waited, "cora", "reach_visitor").values == PHONE
    assert work.hourly(in_days(31)) == {"secure_forms": 1, "day_keys": 1, "rate_limits": 0}
    assert counts(engine)["secure_forms"] == 0


def test_the_audit_lives_three_years_and_the_rate_limits_an_hour(engine: Engine, work: Housekeeping) -> None:
    with engine.begin() as connection:
        audit.record(connection, "ben", "form.viewed")
        connection.execute(insert(RateLimit.__table__).values(key="k", tokens=1.0, updated_at=now()))
    assert work.hourly(now() + timedelta(minutes=59))["rate_limits"] == 0
    assert work.hourly(now() + timedelta(minutes=61))["rate_limits"] == 1
    assert work.daily(in_days(3 * 365))["audit"] == 0
    assert work.daily(in_days(3 * 366))["audit"] == 1


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
    for hidden in ("555", "sealed", "token", "payload"):
        assert hidden not in written
    with pytest.raises(NotFound):
        export(engine, "no-such-conversation", "operator")
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(audit.AUDIT)).scalar_one() == 2


def test_of_many_processes_one_does_the_scheduled_work(engine: Engine, work: Housekeeping) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = [name for names in pool.map(lambda _: work.run_due(), range(24)) for name in names]
    assert sorted(done) == ["daily", "hourly"]
    assert work.run_due() == []


def test_scheduled_work_is_due_again_after_its_time_or_when_its_process_died(engine: Engine) -> None:
    first = claim(engine, "daily")
    assert first is not None
    assert claim(engine, "daily") is None, "the lease stands"
    shift(engine, {"due_at": now() - timedelta(seconds=1)})
    second = claim(engine, "daily")
    assert second is not None, "the lease is over"
    finish(engine, "daily", first, timedelta(days=1))
    with engine.connect() as connection:
        assert connection.execute(select(WORK.c.finished_at)).scalar() is None, "the lost claim changes nothing"
    finish(engine, "daily", second, timedelta(days=1))
    with engine.connect() as connection:
        assert connection.execute(select(WORK.c.due_at)).scalar() == second + timedelta(days=1)


def shift(engine: Engine, values: Mapping[str, datetime]) -> None:
    """Change when the scheduled work is due."""
    with engine.begin() as connection:
        connection.execute(update(WORK).values(**values))
