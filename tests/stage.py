"""A whole Emma in this process without a model, and the agents who act in it while Ana's browser looks on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select

from emma.accounts.directory import add
from emma.accounts.people import Person
from emma.desk import attending, forms, writing
from emma.desk.context import Desk
from emma.handoffs.ending import EndReason
from emma.handoffs.presence import set_presence
from emma.handoffs.rows import HANDOFF
from emma.web.app import create_app
from emma.words import PresenceState, Role
from tests.fakes import FakeAssistant
from tests.processes import settings_in, with_assistant
from tests.scripted import Script
from tests.server import serving

NUMBER = itertools.count(1)


@dataclass
class Stage:
    """The served application; acts of agents go the way the desk's screens go."""

    app: FastAPI
    base: str
    script: Script

    @property
    def desk(self) -> Desk:
        """The desk of the process."""
        return self.app.state.process.desk

    def somebody(self, name: str = "Ben", role: Role = Role.TIER_1) -> Person:
        """A fresh account with both languages, at the desk."""
        with self.desk.engine.begin() as connection:
            login = f"{name.lower()}{next(NUMBER)}"
            person = add(connection, login, name, role, languages=("en", "es"))
            set_presence(connection, person.id, PresenceState.HERE)
        return person

    def claims(self, person: Person, conversation_id: str) -> int:
        """The agent takes this visitor; gives the handoff's id."""
        mine = select(HANDOFF.c.id).where(HANDOFF.c.conversation_id == conversation_id, HANDOFF.c.state == "waiting")
        with self.desk.engine.begin() as connection:
            handoff_id = int(connection.execute(mine).scalar_one())
        return attending.claim(self.desk, person, handoff_id)

    def says(self, person: Person, conversation_id: str, text: str) -> None:
        """The agent writes."""
        writing.say(self.desk, person, conversation_id, text, f"k{next(NUMBER)}")

    def types(self, person: Person, conversation_id: str) -> None:
        """The agent types."""
        writing.types(self.desk, person, conversation_id)

    def opens(self, person: Person, conversation_id: str, kind: str = "verify_identity") -> str:
        """The agent opens a secure form."""
        return forms.open_form(self.desk, person, conversation_id, kind)

    def resolves(self, person: Person, handoff_id: int) -> None:
        """The agent is done."""
        attending.resolve(self.desk, person, handoff_id, EndReason.ANSWERED)


@contextmanager
def staged(var: Path, **settings: object) -> Iterator[Stage]:
    """A stage while this lasts."""
    script = Script()
    app = with_assistant(create_app(settings_in(var, **settings), load=False), FakeAssistant(script))
    with serving(app) as base:
        yield Stage(app, base, script)
    app.state.process.close()
