"""Places by name: what they are called in the visitor's language, what else has the same name, what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pycountry
from babel import Locale
from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.language import fold
from emma.models import DomesticOffice, InternationalOffice

HOME = "US"
LIKE = 70
SHORTEST = 4
BEHIND = re.compile(r"\b(?:in|near|at|around|en|cerca de|de)\s+(?:the\s+|la\s+|el\s+)?([^,.;:?!¿¡]{3,40})[?.! ]*$")
# What stands behind "in" or "cerca de" and is no name.
NO_NAMES = frozenset(
    """me my mi home casa house here aqui area zona town town. city ciudad espanol ingles english spanish person persona
    line linea online internet state estado country pais uscis inmigracion immigration oficina office offices asilo
    asylum huellas fingerprints""".split()
)
DOMESTIC = DomesticOffice.__table__
ABROAD = InternationalOffice.__table__


@dataclass(frozen=True)
class Place:
    """A place as the entity extractor writes it: kind (zip, city, abroad_city, country, state) and value."""

    kind: str
    value: str

    @property
    def entity(self) -> str:
        """The entity that holds it."""
        return f"place_{self.kind}"


@cache
def country_name(code: str, language: str) -> str:
    """`GH` in `es` is Ghana; the code itself when there is no such country."""
    return str(Locale(language).territories.get(code, code))


@cache
def state_name(code: str) -> str:
    """`NJ` is New Jersey; the code itself when there is no such state."""
    subdivisions: Any = pycountry.subdivisions
    found = subdivisions.get(code=f"US-{code}")
    return str(found.name) if found else code


def label(place: Place, language: str) -> str:
    """What to call a place: `Springfield, IL` is Springfield, Illinois."""
    if place.kind == "country":
        return country_name(place.value, language)
    if place.kind == "state":
        return state_name(place.value)
    if place.kind == "city":
        city, _, state = place.value.rpartition(", ")
        return f"{city}, {state_name(state)}" if city else place.value
    return place.value


def namesake(place: Place) -> Place | None:
    """What else the name may mean: the state of a city called like it (New York), the country of a state (Georgia)."""
    if place.kind == "city":
        state = _states().get(fold(place.value.rpartition(", ")[0]))
        return Place("state", state) if state else None
    if place.kind == "state":
        country = _countries().get(fold(state_name(place.value)))
        return Place("country", country) if country else None
    return None


def phrase_of(text: str) -> str:
    """The words that may name a place: what stands behind the last "in", "near", "en"; nothing for "near me"."""
    found = BEHIND.search(fold(text))
    return _without_filler(found[1]) if found else ""


def suggestions(connection: Connection, text: str, most: int = 3) -> list[Place]:
    """The places whose names are most like a misspelt one, best first (normalised InDel similarity, 0..100)."""
    wanted = _without_filler(fold(text))
    if len(wanted) < SHORTEST:
        return []
    names = _known_names(connection)
    scored = process.extract(wanted, list(names), scorer=fuzz.ratio, score_cutoff=LIKE, limit=most * 2)
    return list(dict.fromkeys(names[name] for name, _, _ in scored))[:most]


def _without_filler(text: str) -> str:
    words = re.findall(r"[^\W_]+", text)
    return " ".join(word for word in words if word not in NO_NAMES)


def _known_names(connection: Connection) -> dict[str, Place]:
    """Cities with an office here or abroad, states and countries, by their folded names."""
    names: dict[str, Place] = {name: Place("country", code) for name, code in _countries().items()}
    names |= {name: Place("state", code) for name, code in _states().items()}
    abroad = connection.execute(select(ABROAD.c.city)).scalars()
    names |= _folded((city, Place("abroad_city", city)) for city in abroad if city)
    domestic = connection.execute(select(DOMESTIC.c.city, DOMESTIC.c.state))
    names |= _folded((row.city, Place("city", f"{row.city}, {row.state}")) for row in domestic if row.city)
    return names


def _folded(pairs: Iterable[tuple[str, Place]]) -> dict[str, Place]:
    return {fold(name): place for name, place in pairs}


@cache
def _states() -> dict[str, str]:
    subdivisions: Any = pycountry.subdivisions
    found = {fold(one.name): one.code.removeprefix("US-") for one in subdivisions.get(country_code=HOME)}
    return {name: code for name, code in found.items() if code != "UM"}


@cache
def _countries() -> dict[str, str]:
    codes = {country.alpha_2 for country in pycountry.countries} - {HOME}
    return {fold(country_name(code, language)): code for code in sorted(codes) for language in ("en", "es")}
