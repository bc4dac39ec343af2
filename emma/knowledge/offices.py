"""The office finder's data: nearest offices in the country, jurisdiction abroad. Closed offices never route."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import zipcodes
from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.models import DomesticOffice, InternationalOffice, Jurisdiction

DOMESTIC = DomesticOffice.__table__
ABROAD = InternationalOffice.__table__
JURISDICTION = Jurisdiction.__table__
EARTH_MILES = 3959.0
SHOWABLE = ("medium", "high")
ABROAD_PAGE = "https://www.uscis.gov/about-us/find-a-uscis-office/international-immigration-offices"


@dataclass(frozen=True)
class Abroad:
    """What is known for a country: the open office that covers it, an open one in it, or the closed ones it had."""

    country: str
    open_here: Any | None
    covered_by: Any | None
    closed_here: tuple[Any, ...]


def abroad(connection: Connection, country: str) -> Abroad:
    """Everything about offices for people living in `country` (ISO alpha-2)."""
    here = connection.execute(select(ABROAD).where(ABROAD.c.country == country)).all()
    joined = JURISDICTION.join(ABROAD, JURISDICTION.c.office_id == ABROAD.c.id)
    covering = connection.execute(
        select(ABROAD)
        .select_from(joined)
        .where(JURISDICTION.c.country == country, JURISDICTION.c.current.is_(True), ABROAD.c.status == "open")
    ).first()
    open_here = [row for row in here if row.status == "open"]
    return Abroad(
        country=country,
        open_here=open_here[0] if open_here else None,
        covered_by=covering,
        closed_here=tuple(row for row in here if row.status != "open"),
    )


def open_abroad(connection: Connection, country: str) -> list[Any]:
    """All open offices in a country; China has two."""
    query = select(ABROAD).where(ABROAD.c.country == country, ABROAD.c.status == "open")
    return list(connection.execute(query.order_by(ABROAD.c.city)))


def country_of(connection: Connection, city: str) -> str | None:
    """The country of an office abroad, open or closed, by its city."""
    return connection.execute(select(ABROAD.c.country).where(ABROAD.c.city == city)).scalars().first()


def near(
    connection: Connection, latitude: float, longitude: float, kind: str, most: int = 3
) -> list[tuple[Any, float]]:
    """The offices of one kind nearest to a point, with great-circle miles (haversine)."""
    rows = connection.execute(select(DOMESTIC).where(DOMESTIC.c.kind == kind, DOMESTIC.c.lat.isnot(None)))
    distances = [(row, miles(latitude, longitude, row.lat, row.lon)) for row in rows]
    return sorted(distances, key=lambda pair: pair[1])[:most]


def in_state(connection: Connection, state: str, kind: str) -> list[Any]:
    """The offices of one kind in a state (USPS code), by city."""
    query = select(DOMESTIC).where(DOMESTIC.c.state == state, DOMESTIC.c.kind == kind)
    return list(connection.execute(query.order_by(DOMESTIC.c.city)))


def of_kind(connection: Connection, kind: str) -> list[Any]:
    """All offices of one kind, such as service_center."""
    return list(connection.execute(select(DOMESTIC).where(DOMESTIC.c.kind == kind).order_by(DOMESTIC.c.name)))


def lockboxes_of(connection: Connection, form: str) -> list[Any]:
    """The lockboxes that take a form on paper, by the table; the form's own page decides."""
    return [row for row in of_kind(connection, "lockbox") if form in row.forms.split(";")]


def address_of(row: Any) -> str:
    """The street address, or nothing when its record is not of medium or high confidence."""
    return str(row.address) if row.address and row.address_confidence in SHOWABLE else ""


def miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in miles by the haversine formula."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    step = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_MILES * math.asin(math.sqrt(step))


def state_point(state: str) -> tuple[float, float] | None:
    """A point in a state or territory without an office of its own, from its first ZIP code."""
    found = zipcodes.filter_by(state=state)
    return (float(found[0]["lat"]), float(found[0]["long"])) if found else None


@cache
def zip_point(code: str) -> tuple[float, float, str, str] | None:
    """Latitude, longitude, city and state of a ZIP code, or None when there is no such code."""
    found = zipcodes.matching(code) if len(code) == 5 and code.isdigit() else []
    return (float(found[0]["lat"]), float(found[0]["long"]), found[0]["city"], found[0]["state"]) if found else None


@cache
def city_point(city: str, state: str) -> tuple[float, float] | None:
    """Latitude and longitude of a city, from its first ZIP code."""
    found = zipcodes.filter_by(city=city, state=state)
    return (float(found[0]["lat"]), float(found[0]["long"])) if found else None
