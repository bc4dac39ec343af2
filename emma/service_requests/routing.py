"""Where a case is, in words, and so which office gets a request. Abroad and in court no request is made: a contact is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pycountry
from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.errors import UnknownPlace
from emma.knowledge import lookups, offices
from emma.knowledge.places import HOME, country_name, state_name
from emma.language import fold
from emma.models import DomesticOffice, PhoneNumber
from emma.words import LANGUAGES

OFFICE = DomesticOffice.__table__
PHONE = PhoneNumber.__table__
COURT_AGENCY = "eoir"
LONGEST = 80


class Where(StrEnum):
    """Where the visitor says the case is."""

    FIELD_OFFICE = "field_office"
    SERVICE_CENTER = "service_center"
    ASYLUM_OFFICE = "asylum_office"
    ABROAD = "abroad"
    COURT = "court"
    UNKNOWN = "unknown"


IN_COUNTRY = (Where.FIELD_OFFICE, Where.SERVICE_CENTER, Where.ASYLUM_OFFICE)


@dataclass(frozen=True)
class Contact:
    """How to reach who has the case; every text is from the tables and may be empty."""

    name: dict[str, str]
    note: dict[str, str]
    address: str = ""
    phone: str = ""
    url: str = ""
    as_of: str = ""

    def said(self, language: str) -> dict[str, str]:
        """The contact in one language: name, note, address, phone, url, as_of."""
        same = {"address": self.address, "phone": self.phone, "url": self.url, "as_of": self.as_of}
        return {"name": self.name[language], "note": self.note[language], **same}


@dataclass(frozen=True)
class Destination:
    """Who gets the request; with a `contact` it is none of ours and no request is made."""

    where: Where
    name: str
    contact: Contact | None = field(default=None)

    @property
    def protected(self) -> bool:
        """What lies with an asylum office is a protected matter."""
        return self.where is Where.ASYLUM_OFFICE


def destination(connection: Connection, where: str, place: str) -> Destination:
    """Where a request goes. `place` is an office's id or name, its city, or a country. Raises UnknownPlace."""
    try:
        kind = Where(where)
    except ValueError:
        raise UnknownPlace from None
    wanted = " ".join(fold(place[:LONGEST]).replace(",", " ").split())
    if kind in IN_COUNTRY:
        return Destination(kind, _office(connection, kind, wanted))
    if kind is Where.ABROAD:
        return _abroad(connection, wanted)
    if kind is Where.COURT:
        return Destination(kind, "", _court(connection))
    return Destination(kind, "")


def offices_to_choose(connection: Connection, kind: Where) -> list[tuple[str, str]]:
    """Id and name with the state of every office of a kind, for a list to choose from."""
    rows = connection.execute(select(OFFICE).where(OFFICE.c.kind == kind.value).order_by(OFFICE.c.name))
    return [(row.id, f"{row.name}, {state_name(row.state)}" if row.state else row.name) for row in rows]


def countries_to_choose(language: str) -> list[tuple[str, str]]:
    """Code and name of every other country, by name."""
    codes = [country.alpha_2 for country in pycountry.countries if country.alpha_2 != HOME]
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: fold(pair[1]))


def _office(connection: Connection, kind: Where, wanted: str) -> str:
    """The name to keep. A city with two offices must be said with its state. Raises UnknownPlace."""
    found: list[Any] = []
    for row in connection.execute(select(OFFICE).where(OFFICE.c.kind == kind.value)):
        in_state = [f"{row.city} {row.state}", f"{row.city} {state_name(row.state)}"] if row.city else []
        names = [fold(name) for name in (row.id, row.name, row.code, row.city, *in_state)]
        if wanted and wanted in names:
            found.append(row)
    if len(found) != 1:
        raise UnknownPlace
    return f"{found[0].name}, {found[0].state}" if found[0].state else str(found[0].name)


def _abroad(connection: Connection, wanted: str) -> Destination:
    code = next((code for code, names in _country_names().items() if wanted in names), None)
    if code is None:
        raise UnknownPlace
    known = offices.abroad(connection, code)
    office = known.open_here or known.covered_by
    line = connection.execute(select(PHONE).where(PHONE.c.kind == "international")).first()
    number = str(line.number) if line else ""
    if office is None:
        names = {language: country_name(code, language) for language in LANGUAGES}
        note = {"en": line.note_en, "es": line.note_es} if line else dict.fromkeys(LANGUAGES, "")
        contact = Contact(names, note, phone=number, url=offices.ABROAD_PAGE, as_of=line.as_of if line else "")
        return Destination(Where.ABROAD, country_name(code, "en"), contact)
    name, note = dict.fromkeys(LANGUAGES, office.name), {"en": office.note_en, "es": office.note_es}
    contact = Contact(name, note, office.address, number, offices.ABROAD_PAGE, office.as_of)
    return Destination(Where.ABROAD, office.name, contact)


def _court(connection: Connection) -> Contact:
    row = lookups.agency(connection, COURT_AGENCY)
    if row is None:
        raise UnknownPlace
    return Contact(
        dict.fromkeys(LANGUAGES, row.agency),
        {"en": row.handles_en, "es": row.handles_es},
        phone=row.phone,
        url=row.url,
        as_of=row.as_of,
    )


def _country_names() -> dict[str, set[str]]:
    codes = [country.alpha_2 for country in pycountry.countries if country.alpha_2 != HOME]
    return {code: {fold(code), *(fold(country_name(code, language)) for language in LANGUAGES)} for code in codes}
