"""The vault: who opens, fills and sees a secure form. On SQLite and PostgreSQL."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.audit import AUDIT
from emma.conversations.opening import Held, start
from emma.errors import Forbidden, FormClosed, Invalid, NotFound, NotVerified
from emma.vault import Vault
from emma.vault.following import shown_to_agent, shown_to_visitor
from emma.vault.rows import FORM, Verdict
from emma.words import HandoffState
from tests.agents import CASE, COMPARE, IDENTITY, filled, is_empty, move, row, verified


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
