"""Plain look-ups: telephone lines, forms, fees, agencies, closures."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import Agency, Closure, DomesticOffice, Fee, Form, PhoneNumber

PHONE = PhoneNumber.__table__
FORM = Form.__table__
FEE = Fee.__table__
AGENCY = Agency.__table__
CLOSURE = Closure.__table__
OFFICE = DomesticOffice.__table__
# Notices and cover sheets (G-1145, G-28) are named beside a form, not what an article is about.
NUMBER = re.compile(r"\b(?:I|N|AR)-\d+[A-Z]*\b")


def phones(connection: Connection, kinds: tuple[str, ...]) -> list[Any]:
    """The telephone lines of these kinds, in the order of the kinds."""
    rows = connection.execute(select(PHONE).where(PHONE.c.kind.in_(kinds))).all()
    return sorted(rows, key=lambda row: kinds.index(row.kind))


def all_numbers(connection: Connection) -> list[str]:
    """Every published telephone number of the agencies, as written."""
    found = [value for row in connection.execute(select(PHONE.c.number, PHONE.c.tty)) for value in row]
    found += [value for row in connection.execute(select(AGENCY.c.phone, AGENCY.c.tty)) for value in row]
    return [number for number in found if number]


def form(connection: Connection, number: str) -> Any | None:
    """One form by its number, such as I-765."""
    return connection.execute(select(FORM).where(FORM.c.number == number)).first()


def form_in(connection: Connection, title: str, text: str) -> str | None:
    """The form that an article is about: the only one in its title, else the one its text names most, if we know it."""
    for part in (title, text):
        counted = Counter(NUMBER.findall(part)).most_common(2)
        if counted and (len(counted) == 1 or counted[0][1] > counted[1][1]):
            return str(counted[0][0]) if form(connection, counted[0][0]) is not None else None
    return None


def fees(connection: Connection, number: str) -> list[Any]:
    """The fee rows of one form."""
    return list(connection.execute(select(FEE).where(FEE.c.form == number).order_by(FEE.c.row)))


def agency(connection: Connection, agency_id: str) -> Any | None:
    """One other agency by id."""
    return connection.execute(select(AGENCY).where(AGENCY.c.id == agency_id)).first()


def closures_on(connection: Connection, day: date) -> list[Any]:
    """Closures that hold on a day, with the office's name, city and state; without an end they hold for one day."""
    joined = CLOSURE.join(OFFICE, CLOSURE.c.office_id == OFFICE.c.id)
    query = select(CLOSURE, OFFICE.c.name, OFFICE.c.city, OFFICE.c.state).select_from(joined)
    iso = day.isoformat()
    rows = connection.execute(query.where(CLOSURE.c.date_from <= iso).order_by(OFFICE.c.city))
    return [row for row in rows if iso <= (row.date_until or row.date_from)]
