"""Who works with Emma: a person's account as other services see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from emma.words import Role


@dataclass(frozen=True)
class Person:
    """An account that is not disabled."""

    id: str
    login: str
    name: str
    role: Role
    languages: tuple[str, ...]
    capacity: int

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers whose lanes this person serves, the own one first."""
        return self.role.tiers

    @property
    def may_serve(self) -> bool:
        """Whether the desk is open to this person."""
        return bool(self.tiers)

    @property
    def may_supervise(self) -> bool:
        """Whether the board, looking in and reassigning are open to this person."""
        return self.role is Role.SUPERVISOR

    @property
    def may_train(self) -> bool:
        """Whether the studio is open to this person."""
        return self.role in (Role.TRAINER, Role.ADMINISTRATOR)

    @property
    def may_read_reports(self) -> bool:
        """Whether the reports are open to this person."""
        return self.role in (Role.SUPERVISOR, Role.TRAINER, Role.ADMINISTRATOR)

    @property
    def may_administer(self) -> bool:
        """Whether this person may override a gate and manage accounts."""
        return self.role is Role.ADMINISTRATOR


def person_from(row: Any) -> Person:
    """The account in a row of `agents`."""
    return Person(row.id, row.login, row.name, Role(row.role), tuple(row.languages), row.capacity)
