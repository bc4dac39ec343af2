"""Service requests from the visitor's side: make one, read it with its key, take it back. The guard comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from emma import audit
from emma.conversations.incoming import read_text
from emma.conversations.messages import after
from emma.conversations.opening import CONVERSATION, Held
from emma.errors import BadContact, ContactNeeded, Invalid
from emma.knowledge.phrases import Phrases
from emma.privacy import Agencies
from emma.safety import Alarms
from emma.service_requests import keys, looking_up, working
from emma.service_requests.kinds import CALL_BACK
from emma.service_requests.making import EASTERN, Elsewhere, Made, TooSlow, Wish, make
from emma.service_requests.rows import VISITOR
from emma.vault import Vault
from emma.vault.following import attach
from emma.vault.wiping import wipe_request

FORM = "call_back"


@dataclass(frozen=True)
class Asked:
    """What a visitor wrote. `text` and `contact` are raw and stay out of its repr."""

    kind: str
    where: str
    place: str
    language: str
    text: str = field(repr=False)
    journey: date | None = None
    time_zone: str = EASTERN
    contact: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Answer:
    """What came of it; the key is told here and never again. `emergency` holds contacts when the words tell of one."""

    result: Made | Elsewhere | TooSlow
    key: str | None = field(default=None, repr=False)
    emergency: str | None = None


@dataclass(frozen=True)
class Requesting:
    """The visitor's side of service requests, wired once."""

    engine: Engine
    vault: Vault
    agencies: Agencies
    alarms: Alarms
    phrases: Phrases

    def make(self, asked: Asked, held: Held | None = None) -> Answer:
        """Make a request, with the conversation that the visitor holds and wishes to add.

        Raises TooLong, Invalid and its kinds, ContactNeeded, BadContact, RequestExists.
        """
        written = read_text(asked.text, self.agencies).text
        key = keys.new_key(asked.language)
        key_hash = keys.hashed(key)  # before the transaction: hashing is slow on purpose
        wish = Wish(
            kind=asked.kind,
            where=asked.where,
            place=asked.place,
            wanted=written,
            language=asked.language,
            made_by=VISITOR,
            journey=asked.journey,
            time_zone=asked.time_zone,
            conversation_id=held.id if held else None,
        )
        with self.engine.begin() as connection:
            result = make(connection, wish, key_hash)
            if isinstance(result, Made):
                self._keep_contact(connection, result, asked.contact, wish.conversation_id)
        return Answer(result, key if isinstance(result, Made) else None, self._emergency(written, asked.language))

    def open(self, reference: str, key: str, language: str) -> dict[str, Any]:
        """Everything the key shows, with the transcript. Raises WrongKey, KeyLocked."""
        row = keys.unlock(self.engine, reference, key)
        with self.engine.connect().execution_options(read_only=True) as connection:
            shown = looking_up.opened(connection, reference, language)
            hidden = select(CONVERSATION.c.hidden_at).where(CONVERSATION.c.id == row.conversation_id)
            readable = row.conversation_id is not None and connection.execute(hidden).scalar() is None
        if not shown["private"]:
            shown["transcript"] = self._transcript(row.conversation_id) if readable else []
        return shown

    def issue_key(self, held: Held, reference: str) -> str:
        """The key of a request that an agent made in this conversation, once. Raises NotFound or Conflict."""
        with self.engine.begin() as connection:
            key = keys.issue(connection, reference, held.id, held.language)
            audit.record(connection, audit.VISITOR, "request.key_issued", conversation_id=held.id, subject=reference)
        return key

    def withdraw(self, reference: str, key: str) -> None:
        """The visitor does not want it any more: closed, and how to reach them erased. Raises as `open`, Conflict."""
        row = keys.unlock(self.engine, reference, key)
        with self.engine.begin() as connection:
            working.withdraw(connection, reference)
            wipe_request(connection, reference)
            audit.record(
                connection,
                audit.VISITOR,
                "request.withdrawn",
                conversation_id=row.conversation_id,
                subject=reference,
            )

    def state(self, reference: str) -> dict[str, Any]:
        """State and due date, for anybody with the reference. Raises NotFound."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            return looking_up.state_of(connection, reference)

    def _keep_contact(
        self, connection: Connection, made: Made, contact: Mapping[str, str], conversation_id: str | None
    ) -> None:
        given = {name: value for name, value in contact.items() if value.strip()}
        if not given:
            if made.kind.name == CALL_BACK or made.sensitive:
                raise ContactNeeded
            return
        form_id = self.vault.open_unattended(connection, FORM, conversation_id)
        try:
            self.vault.submit(connection, conversation_id, form_id, given)
        except Invalid:
            raise BadContact from None
        attach(connection, form_id, made.reference)

    def _emergency(self, text: str, language: str) -> str | None:
        alarm = self.alarms.heard(text)
        return self.phrases.text(f"utter_emergency_{alarm}", language) if alarm else None

    def _transcript(self, conversation_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while page := after(self.engine, conversation_id, found[-1]["seq"] if found else 0):
            found += page
        return found
