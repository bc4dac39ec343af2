"""Retention: what is purged when, and by whom it is done. On SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from emma import audit
from emma.conversations.housekeeping import Housekeeping
from emma.conversations.opening import Held
from emma.models import RateLimit
from emma.models.base import now
from emma.retention.claiming import WORK, claim, finish
from emma.retention.policy import RecordClass, RetentionPolicy
from emma.retention.purging import due, purge
from emma.vault import Vault
from emma.vault.following import attach
from emma.vault.rows import FORM
from emma.words import Reason
from tests.agents import PHONE, claimed
from tests.records import CONTENT, SAID, counts, dispositions, held, in_days, one_of_each


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
