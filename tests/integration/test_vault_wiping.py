"""The vault: whose a form is as things move on, and when nothing of it is left. On SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.conversations.opening import Held
from emma.errors import Forbidden, FormClosed
from emma.models.base import now
from emma.vault import Vault
from emma.vault.following import assign, attach, follow
from emma.vault.rows import FORM
from emma.vault.wiping import destroy_spent_keys, spent_keys, wipe_expired, wipe_handoff, wipe_request
from emma.words import HandoffState
from tests.agents import CASE, COMPARE, IDENTITY, PHONE, filled, is_empty, move, row, verified


def test_no_value_stands_in_the_database(vault: Vault, engine: Engine, ana: Held, handoff: int, tmp_path: Path) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    assert b"Example" not in bytes(row(engine, form)["sealed"])  # type: ignore[call-overload]
    written = b"".join(file.read_bytes() for file in (tmp_path / "fresh").glob("*")) if "sqlite" in engine.name else b""
    assert b"Ana Example" not in written
    assert b"1990-01-31" not in written


def test_at_a_transfer_the_forms_follow_to_cora_and_leave_ben(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    move(engine, handoff, HandoffState.WAITING)
    with pytest.raises(Forbidden):
        vault.view(engine, form, "ben", COMPARE)
    move(engine, handoff, HandoffState.ACTIVE, "cora")
    with engine.begin() as connection:
        assert follow(connection, handoff, "cora") == 1
    assert vault.view(engine, form, "cora", COMPARE).values == IDENTITY
    with pytest.raises(Forbidden):
        vault.view(engine, form, "ben", COMPARE)


def test_the_end_of_the_handoff_wipes_all_but_a_filled_call_back(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    verified(vault, engine, ana, handoff)
    case = filled(vault, engine, ana, handoff, "find_case", CASE)
    call = filled(vault, engine, ana, handoff, "call_back", PHONE)
    with engine.begin() as connection:
        attach(connection, call, "R7K2M4")
        unanswered = vault.open(connection, "call_back", handoff, "ben")
        assert wipe_handoff(connection, vault, handoff) == 2
    move(engine, handoff, HandoffState.RESOLVED)
    assert is_empty(engine, case)
    assert is_empty(engine, unanswered)
    assert vault.view(engine, call, "ben", "reach_visitor").values == PHONE


def test_a_call_back_goes_to_the_officer_who_calls_and_is_wiped_when_its_request_closes(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    call = filled(vault, engine, ana, handoff, "call_back", PHONE)
    with engine.begin() as connection:
        attach(connection, call, "R7K2M4")
        assign(connection, call, "cora", by="ben")
    with pytest.raises(Forbidden):
        vault.view(engine, call, "ben", "reach_visitor")
    assert vault.view(engine, call, "cora", "reach_visitor").values == PHONE
    with engine.begin() as connection:
        assert wipe_request(connection, "R7K2M4") == 1
    assert is_empty(engine, call)
    with pytest.raises(FormClosed), engine.begin() as connection:
        assign(connection, call, "ben", by="cora")


def test_after_hours_a_call_back_needs_no_agent_and_nobody_sees_it_before_it_is_assigned(
    vault: Vault, engine: Engine, ana: Held
) -> None:
    with engine.begin() as connection:
        call = vault.open_unattended(connection, "call_back", ana.id)
        vault.submit(connection, ana.id, call, PHONE)
    with pytest.raises(Forbidden):
        vault.view(engine, call, "cora", "reach_visitor")
    with engine.begin() as connection:
        assign(connection, call, "cora", by="dana")
    assert vault.view(engine, call, "cora", "reach_visitor").values == PHONE
    with pytest.raises(Forbidden), engine.begin() as connection:
        vault.open_unattended(connection, "verify_identity", ana.id)


def test_a_call_back_is_wiped_after_thirty_days(vault: Vault, engine: Engine, ana: Held, handoff: int) -> None:
    call, sent = filled(vault, engine, ana, handoff, "call_back", PHONE), now()
    with engine.begin() as connection:
        assert wipe_expired(connection, sent + timedelta(days=29, hours=23)) == 0
        assert wipe_expired(connection, sent + timedelta(days=30, minutes=1)) == 1
    assert is_empty(engine, call)


def test_an_expired_value_is_not_shown_even_before_it_is_wiped(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    with engine.begin() as connection:
        connection.execute(update(FORM).values(expires_at=now() - timedelta(seconds=1)))
    with pytest.raises(FormClosed):
        vault.view(engine, form, "ben", COMPARE)


def test_a_restored_backup_reads_nothing_after_the_keys_of_its_day_are_destroyed(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    verified(vault, engine, ana, handoff)
    forms = {
        filled(vault, engine, ana, handoff, "find_case", CASE): "look_up_case",
        filled(vault, engine, ana, handoff, "call_back", PHONE): "reach_visitor",
    }
    backup, later = [row(engine, form) for form in forms], now() + timedelta(days=31, minutes=1)
    with engine.begin() as connection:
        wipe_expired(connection, later)
    assert destroy_spent_keys(vault, later) == 3, "verify_identity, find_case, call_back"
    assert list(vault.keys.folder.iterdir()) == []
    with engine.begin() as connection:
        for kept in backup:
            restored = {**kept, "expires_at": later}
            connection.execute(update(FORM).where(FORM.c.id == kept["id"]).values(**restored))
    for form, purpose in forms.items():
        assert row(engine, form)["sealed"] is not None
        with pytest.raises(FormClosed):
            vault.view(engine, form, "ben", purpose)


def test_a_backup_of_wiped_values_is_read_by_nobody_once_the_shorter_keys_are_gone(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    verified(vault, engine, ana, handoff)
    filled(vault, engine, ana, handoff, "call_back", PHONE)
    soon = now() + timedelta(days=2)
    assert [name.split(".")[1] for name in spent_keys(vault, soon)] == ["verify_identity"]
