"""The way of a form: an agent opens it, the visitor fills it, that agent looks, and the result is recorded."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.errors import Forbidden, FormClosed, Invalid, NotFound, NotVerified
from emma.models.base import now
from emma.settings import ROOT, Settings
from emma.vault.checks import read_values
from emma.vault.forms import Form, read_forms
from emma.vault.keys import DayKeys
from emma.vault.rows import FORM, HANDOFF, FormState, Verdict, find, is_active, wipe
from emma.vault.sealing import seal, unseal

NOT_YOURS = "This form belongs to another agent."


@dataclass(frozen=True)
class Seen:
    """What an agent sees of a form. The values stay out of its repr."""

    form_id: str
    kind: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Vault:
    """The declared forms and the keys that seal them."""

    forms: Mapping[str, Form]
    keys: DayKeys

    def open(self, connection: Connection, kind: str, handoff_id: int, agent: str) -> str:
        """Show a form to the visitor of an active handoff and give its id. The caller knows that `agent` holds it.

        Opening a kind again wipes what was written before. Raises NotFound, Forbidden or NotVerified.
        """
        form = self._form(kind)
        if not is_active(connection, handoff_id):
            raise Forbidden("A secure form can be opened only while an agent holds the conversation.")
        if form.after is not None and not _has_verdict(connection, handoff_id, form.after):
            raise NotVerified
        wipe(connection, FORM.c.handoff_id == handoff_id, FORM.c.kind == kind, FORM.c.request.is_(None))
        conversation = select(HANDOFF.c.conversation_id).where(HANDOFF.c.id == handoff_id)
        conversation_id = connection.execute(conversation).scalar_one()
        form_id = self._insert(connection, form, conversation_id, handoff_id, agent)
        audit.record(connection, agent, "form.opened", conversation_id=conversation_id, subject=form_id, purpose=kind)
        return form_id

    def open_unattended(self, connection: Connection, kind: str, conversation_id: str | None) -> str:
        """Show a form while no agent is there (a call-back after hours); `following.assign` gives it to one later.

        A service request that is made without a conversation has a form without one.
        """
        form = self._form(kind)
        if not form.outlives_handoff:
            raise Forbidden("Only an agent opens this form.")
        return self._insert(connection, form, conversation_id, None, None)

    def submit(
        self, connection: Connection, conversation_id: str | None, form_id: str, values: Mapping[str, str]
    ) -> None:
        """Seal what the visitor wrote. Raises NotFound, Invalid (naming fields only) or FormClosed."""
        row = find(connection, form_id)
        if row.conversation_id != conversation_id:
            raise NotFound
        moment = now()
        if row.state != FormState.OPEN or row.expires_at <= moment or not self._stands(connection, row):
            raise FormClosed
        form = self._form(row.kind)
        read = read_values(form, values)
        name = self.keys.name(row.kind, moment)
        connection.execute(
            update(FORM)
            .where(FORM.c.id == form_id)
            .values(
                state=FormState.SUBMITTED,
                key_name=name,
                sealed=seal(self.keys.get_or_make(name), form_id, read),
                expires_at=moment + form.lifetime,
            )
        )

    def view(self, engine: Engine, form_id: str, agent: str, purpose: str) -> Seen:
        """The values, for the one agent the form belongs to. Raises NotFound, Forbidden, Invalid or FormClosed.

        The audit row is committed before a value is read: no look goes unrecorded.
        """
        with engine.begin() as connection:
            row = find(connection, form_id)
            self._check_agent(connection, row, agent)
            if purpose not in self._form(row.kind).view_for:
                raise Invalid("Say what the values are looked at for.")
            key = self.keys.get(row.key_name) if row.key_name else None
            if row.state != FormState.SUBMITTED or row.expires_at <= now() or key is None:
                raise FormClosed
            connection.execute(update(FORM).where(FORM.c.id == form_id).values(viewed_at=now()))
            audit.record(
                connection, agent, "form.viewed", conversation_id=row.conversation_id, subject=form_id, purpose=purpose
            )
        return Seen(form_id, row.kind, unseal(key, form_id, bytes(row.sealed)))

    def record(self, connection: Connection, form_id: str, agent: str, verdict: Verdict) -> None:
        """Record what comparing the identity gave, and wipe it. Raises NotFound, Forbidden, Invalid, FormClosed."""
        row = find(connection, form_id)
        self._check_agent(connection, row, agent)
        if all(form.after != row.kind for form in self.forms.values()):
            raise Invalid("This form has no result to record.")
        if row.state != FormState.SUBMITTED or row.viewed_at is None:
            raise FormClosed("There is nothing to compare: look at what the visitor wrote first.")
        connection.execute(update(FORM).where(FORM.c.id == form_id).values(result=verdict))
        wipe(connection, FORM.c.id == form_id)
        audit.record(
            connection, agent, "form.recorded", conversation_id=row.conversation_id, subject=form_id, purpose=verdict
        )

    def _form(self, kind: str) -> Form:
        form = self.forms.get(kind)
        if form is None:
            raise NotFound
        return form

    def _stands(self, connection: Connection, row: Any) -> bool:
        return self._form(row.kind).outlives_handoff or is_active(connection, row.handoff_id)

    def _check_agent(self, connection: Connection, row: Any, agent: str) -> None:
        if row.agent is None or row.agent != agent or not self._stands(connection, row):
            raise Forbidden(NOT_YOURS)

    def _insert(
        self, connection: Connection, form: Form, conversation_id: str | None, handoff_id: int | None, agent: str | None
    ) -> str:
        form_id, moment = str(uuid.uuid4()), now()
        connection.execute(
            insert(FORM).values(
                id=form_id,
                conversation_id=conversation_id,
                handoff_id=handoff_id,
                kind=form.kind,
                state=FormState.OPEN,
                agent=agent,
                opened_at=moment,
                expires_at=moment + form.lifetime,
            )
        )
        return form_id


def _has_verdict(connection: Connection, handoff_id: int, kind: str) -> bool:
    """Whether the newest result of this kind in the handoff is a positive one."""
    query = select(FORM.c.result).where(
        FORM.c.handoff_id == handoff_id, FORM.c.kind == kind, FORM.c.result.is_not(None)
    )
    return connection.execute(query.order_by(FORM.c.wiped_at.desc()).limit(1)).scalar() == Verdict.VERIFIED


def open_vault(settings: Settings) -> Vault:
    """The vault of this process. Raises SettingsError when secure_forms.toml is wrong."""
    return Vault(read_forms(ROOT / "secure_forms.toml"), DayKeys(settings.key_folder))
