"""The privacy guard on what staff write: the same as for visitors, except that an agent may say the own first name."""

from __future__ import annotations

from dataclasses import dataclass

from emma.accounts.people import Person
from emma.conversations.incoming import clean
from emma.desk.context import Desk
from emma.errors import Guarded
from emma.privacy import Finding, redact
from emma.privacy.kinds import token

NAME = "name"


@dataclass(frozen=True)
class Guard:
    """A text after the guard: masked, its kinds, and where they stood in what was given."""

    text: str
    kinds: tuple[str, ...]
    findings: tuple[Finding, ...]

    def public(self) -> list[dict[str, object]]:
        """The findings for a screen: kind, and start and end in characters (code points) of what was given."""
        return [{"kind": one.kind, "start": one.start, "end": one.end} for one in self.findings]


def guard(desk: Desk, raw: str, person: Person | None = None) -> Guard:
    """Clean and mask. Raises TooLong and Invalid as for a visitor."""
    text = clean(raw)
    found = _find(desk, text, person)
    return Guard(_masked(text, found), tuple(dict.fromkeys(one.kind for one in found)), _find(desk, raw, person))


def guard_or_ask(desk: Desk, raw: str, person: Person, *, masked: bool) -> Guard:
    """The same, but a text with findings passes only when its author has seen them. Raises Guarded."""
    read = guard(desk, raw, person)
    if read.kinds and not masked:
        raise Guarded(findings=read.public())
    return read


def _find(desk: Desk, text: str, person: Person | None) -> tuple[Finding, ...]:
    own = desk.agencies
    found = redact(
        text, agency_numbers=own.numbers, agency_addresses=own.addresses, agency_emails=own.emails
    ).findings  # fmt: skip
    return tuple(one for one in found if not _is_own_name(one, text, person))


def _is_own_name(finding: Finding, text: str, person: Person | None) -> bool:
    said = text[finding.start : finding.end].strip().casefold()
    if person is None or finding.kind != NAME or not said.startswith(person.name.casefold()):
        return False
    more = "".join(filter(str.isalpha, said[len(person.name) :]))
    return len(more) < 2  # "I am Ben. I have read it": the reader of names takes the next capital along


def _masked(text: str, findings: tuple[Finding, ...]) -> str:
    for finding in reversed(findings):
        text = text[: finding.start] + token(finding.kind) + text[finding.end :]
    return text
