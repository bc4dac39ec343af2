"""The vault: who opens, fills and sees a secure form, and when nothing of it is left. On SQLite and PostgreSQL."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.audit import AUDIT
from emma.conversations.opening import Held, start
from emma.errors import Forbidden, FormClosed, Invalid, NotFound, NotVerified
from emma.models.base import now
from emma.settings import Settings
from emma.vault import Vault, open_vault
from emma.vault.following import assign, attach, follow, shown_to_agent, shown_to_visitor
from emma.vault.rows import FORM, Verdict
from emma.vault.wiping import destroy_spent_keys, spent_keys, wipe_expired, wipe_handoff, wipe_request
from emma.words import HandoffState
from tests.agents import claimed, move

IDENTITY = {"full_name": "Ana Example", "birth_date": "1990-01-31"}
CASE = {"receipt_number": "ABC0123456789"}
PHONE = {"phone": "+1 202 555 0143"}
COMPARE = "compare_with_record"


@pytest.fixture
def vault(settings: Settings) -> Vault:
    """The forms as shipped, with keys in a folder of the test's own."""
    return open_vault(settings)


@pytest.fixture
def handoff(engine: Engine, ana: Held) -> int:
    """Ana's handoff, held by Ben."""
    return claimed(engine, ana.id, "ben")


def filled(vault: Vault, engine: Engine, ana: Held, handoff: int, kind: str, values: Mapping[str, str]) -> str:
    """A form that Ben opened and Ana filled in."""
    with engine.begin() as connection:
        form = vault.open(connection, kind, handoff, "ben")
    with engine.begin() as connection:
        vault.submit(connection, ana.id, form, values)
    return form


def verified(vault: Vault, engine: Engine, ana: Held, handoff: int, verdict: Verdict = Verdict.VERIFIED) -> str:
    """An identity that Ben compared with the record."""
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    vault.view(engine, form, "ben", COMPARE)
    with engine.begin() as connection:
        vault.record(connection, form, "ben", verdict)
    return form


def row(engine: Engine, form: str) -> dict[str, object]:
    """The stored row of a form."""
    with engine.connect() as connection:
        return dict(connection.execute(select(FORM).where(FORM.c.id == form)).mappings().one())


def is_empty(engine: Engine, form: str) -> bool:
    """Whether nothing of the values is left in the row."""
    stored = row(engine, form)
    return (stored["state"], stored["sealed"], stored["key_name"]) == ("wiped", None, None)


def test_ben_sees_what_ana_wrote_and_each_look_is_an_audit_row_without_content(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    for _ in range(2):
        assert vault.view(engine, form, "ben", COMPARE).values == IDENTITY
    with engine.connect() as connection:
        rows = connection.execute(select(AUDIT).where(AUDIT.c.action == "form.viewed")).all()
    assert [(r.actor, r.purpose, r.subject, r.conversation_id) for r in rows] == [("ben", COMPARE, form, ana.id)] * 2
    assert "Ana Example" not in repr(rows)


def test_no_value_stands_in_the_database(vault: Vault, engine: Engine, ana: Held, handoff: int, tmp_path: Path) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    assert b"Example" not in bytes(row(engine, form)["sealed"])  # type: ignore[call-overload]
    written = b"".join(file.read_bytes() for file in (tmp_path / "fresh").glob("*")) if "sqlite" in engine.name else b""
    assert b"Ana Example" not in written
    assert b"1990-01-31" not in written


def test_the_visitor_is_shown_the_form_in_their_language_until_it_is_filled(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    with engine.begin() as connection:
        form = vault.open(connection, "verify_identity", handoff, "ben")
        (shown,) = shown_to_visitor(connection, vault, ana.id, "es")
        assert shown["id"] == form
        assert shown["title"] == "Confirme quién es usted"
        vault.submit(connection, ana.id, form, IDENTITY)
        assert shown_to_visitor(connection, vault, ana.id, "es") == []
        (listed,) = shown_to_agent(connection, handoff)
    assert (listed["state"], listed["agent"]) == ("submitted", "ben")
    assert "Example" not in repr(listed)


def test_only_the_agent_the_form_belongs_to_looks_and_only_for_a_declared_purpose(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    with pytest.raises(Forbidden):
        vault.view(engine, form, "mallory", COMPARE)
    with pytest.raises(Invalid):
        vault.view(engine, form, "ben", "curiosity")
    with pytest.raises(NotFound):
        vault.view(engine, "no-such-form", "ben", COMPARE)
    assert row(engine, form)["viewed_at"] is None


def test_no_form_opens_while_nobody_holds_the_conversation(vault: Vault, engine: Engine, handoff: int) -> None:
    for state in (HandoffState.WAITING, HandoffState.RESOLVED):
        move(engine, handoff, state)
        with pytest.raises(Forbidden), engine.begin() as connection:
            vault.open(connection, "verify_identity", handoff, "ben")
    with pytest.raises(NotFound), engine.begin() as connection:
        vault.open(connection, "credit_card", handoff, "ben")


def test_another_visitor_cannot_fill_the_form(vault: Vault, engine: Engine, handoff: int) -> None:
    mallory = start(engine, None)
    with engine.begin() as connection:
        form = vault.open(connection, "verify_identity", handoff, "ben")
    with pytest.raises(NotFound), engine.begin() as connection:
        vault.submit(connection, mallory.id, form, IDENTITY)


def test_a_form_is_filled_once_and_a_refused_one_can_be_corrected(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    with engine.begin() as connection:
        form = vault.open(connection, "verify_identity", handoff, "ben")
    with pytest.raises(Invalid), engine.begin() as connection:
        vault.submit(connection, ana.id, form, {"full_name": "Ana Example"})
    with engine.begin() as connection:
        vault.submit(connection, ana.id, form, IDENTITY)
    with pytest.raises(FormClosed), engine.begin() as connection:
        vault.submit(connection, ana.id, form, IDENTITY)


def test_asking_again_wipes_what_was_written_before(vault: Vault, engine: Engine, ana: Held, handoff: int) -> None:
    first = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    second = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    assert is_empty(engine, first)
    assert not is_empty(engine, second)


def test_the_result_wipes_the_identity_and_only_then_the_case_is_asked_for(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    with pytest.raises(NotVerified), engine.begin() as connection:
        vault.open(connection, "find_case", handoff, "ben")
    identity = verified(vault, engine, ana, handoff)
    assert is_empty(engine, identity)
    with pytest.raises(FormClosed):
        vault.view(engine, identity, "ben", COMPARE)
    case = filled(vault, engine, ana, handoff, "find_case", CASE)
    assert vault.view(engine, case, "ben", "look_up_case").values == CASE


def test_an_identity_that_did_not_match_opens_nothing(vault: Vault, engine: Engine, ana: Held, handoff: int) -> None:
    verified(vault, engine, ana, handoff)
    verified(vault, engine, ana, handoff, Verdict.NOT_VERIFIED)
    with pytest.raises(NotVerified), engine.begin() as connection:
        vault.open(connection, "find_case", handoff, "ben")


def test_nothing_is_recorded_by_another_agent_or_without_a_look(
    vault: Vault, engine: Engine, ana: Held, handoff: int
) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    for agent, refusal in (("mallory", Forbidden), ("ben", FormClosed)):
        with pytest.raises(refusal), engine.begin() as connection:
            vault.record(connection, form, agent, Verdict.VERIFIED)
    assert row(engine, form)["result"] is None


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


def test_no_value_is_in_a_repr_or_an_error(vault: Vault, engine: Engine, ana: Held, handoff: int) -> None:
    form = filled(vault, engine, ana, handoff, "verify_identity", IDENTITY)
    seen = vault.view(engine, form, "ben", COMPARE)
    assert "Example" not in repr(seen)
    with engine.begin() as connection:
        connection.execute(update(FORM).values(sealed=b"torn" * 20))
    with pytest.raises(FormClosed) as failed:
        vault.view(engine, form, "ben", COMPARE)
    with pytest.raises(FormClosed) as refused, engine.begin() as connection:
        vault.submit(connection, ana.id, form, IDENTITY)
    for error in (failed.value, refused.value):
        assert "Example" not in "".join(traceback.format_exception(error))
