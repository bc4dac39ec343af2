"""Lookup tables, one model per data/*.csv; the columns of a file and of its model are the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, String, Text

from emma.models.base import Base


def _text() -> Any:
    return Column(Text, nullable=False, default="")


class Sourced:
    """Where a row comes from and as of when; no row is without."""

    source = Column(Text, nullable=False)
    as_of = Column(String(64), nullable=False)
    confidence = Column(String(8), nullable=False, default="high")


class DomesticOffice(Sourced, Base):
    """Field offices, asylum offices, service centers, lockboxes and headquarters in the United States."""

    __tablename__ = "offices_domestic"

    id = Column(String(40), primary_key=True)
    kind = Column(String(20), nullable=False, index=True)
    code = _text()
    name = _text()
    city = Column(String(60), nullable=False, default="", index=True)
    state = Column(String(2), nullable=False, default="", index=True)
    zip = _text()
    address = _text()
    address_confidence = _text()
    lat = Column(Float)
    lon = Column(Float)
    states_served = _text()
    forms = _text()
    locator_url = _text()
    note_en = _text()
    note_es = _text()


class InternationalOffice(Sourced, Base):
    """Offices outside the United States, open and closed."""

    __tablename__ = "offices_international"

    id = Column(String(40), primary_key=True)
    name = _text()
    city = _text()
    country = Column(String(2), nullable=False, index=True)
    status = Column(String(10), nullable=False)
    opened_on = _text()
    closed_on = _text()
    address = _text()
    services_en = _text()
    services_es = _text()
    successor_en = _text()
    successor_es = _text()
    note_en = _text()
    note_es = _text()


class Jurisdiction(Sourced, Base):
    """Which office covers a country; only rows with `current` ever route."""

    __tablename__ = "jurisdictions"

    row = Column(Integer, primary_key=True, autoincrement=True)
    country = Column(String(2), nullable=False, index=True)
    region = _text()
    office_id = Column(String(40), nullable=False)
    current = Column(Boolean, nullable=False)


class PhoneNumber(Sourced, Base):
    """Telephone lines of the agency and the crisis lines."""

    __tablename__ = "phone_numbers"

    id = Column(String(40), primary_key=True)
    kind = Column(String(20), nullable=False)
    name_en = _text()
    name_es = _text()
    number = _text()
    tty = _text()
    audience_en = _text()
    audience_es = _text()
    hours_en = _text()
    hours_es = _text()
    hours_confidence = _text()
    note_en = _text()
    note_es = _text()
    url = _text()


class Form(Sourced, Base):
    """The agency's forms."""

    __tablename__ = "forms"

    number = Column(String(20), primary_key=True)
    title_en = _text()
    title_es = _text()
    purpose_en = _text()
    purpose_es = _text()
    who_en = _text()
    who_es = _text()
    filing_en = _text()
    filing_es = _text()
    page = _text()


class Fee(Sourced, Base):
    """Fees by form and situation, dollars as text; `variable` means that no amount is safe to say."""

    __tablename__ = "fees"

    row = Column(Integer, primary_key=True, autoincrement=True)
    form = Column(String(20), nullable=False, index=True)
    situation_en = _text()
    situation_es = _text()
    paper_usd = _text()
    online_usd = _text()
    free = Column(Boolean, nullable=False)
    variable = Column(Boolean, nullable=False)
    note_en = _text()
    note_es = _text()
    page = _text()


class Agency(Sourced, Base):
    """Other agencies: what they handle and how to reach them."""

    __tablename__ = "agencies"

    id = Column(String(40), primary_key=True)
    agency = _text()
    aliases = _text()
    handles_en = _text()
    handles_es = _text()
    phone = _text()
    tty = _text()
    url = _text()
    article = _text()


class ServiceRequestKind(Base):
    """Kinds of service request: due rule, who works on them, and when a request is too slow and what is quicker.

    `too_slow_days` is a number of days or empty; `quicker` holds slugs of articles, by semicolons.
    """

    __tablename__ = "service_request_kinds"

    kind = Column(String(40), primary_key=True)
    title_en = _text()
    title_es = _text()
    due_rule = _text()
    goal = Column(Boolean, nullable=False)
    topic = Column(String(32), nullable=False, default="other", server_default="other")
    tier = Column(String(10), nullable=False, default="1", server_default="1")
    too_slow_days = Column(String(3), nullable=False, default="", server_default="")
    quicker = Column(Text, nullable=False, default="", server_default="")
    note_en = _text()
    note_es = _text()
    source = Column(Text, nullable=False)
    as_of = Column(String(64), nullable=False)


class Closure(Base):
    """An office closed on certain days; an operator edits the file."""

    __tablename__ = "closures"

    row = Column(Integer, primary_key=True, autoincrement=True)
    office_id = _text()
    date_from = _text()
    date_until = _text()
    reason_en = _text()
    reason_es = _text()
    page = _text()
    source = _text()


class Event(Base):
    """Public engagement events."""

    __tablename__ = "events"

    id = Column(String(40), primary_key=True)
    title_en = _text()
    title_es = _text()
    date = _text()
    place = _text()
    url = _text()
    source = _text()
    as_of = _text()
