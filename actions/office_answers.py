"""What is said about offices: the notice and the locator decide, then the offices near; abroad the jurisdiction."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.announce import payload_of, say, source_of
from emma.knowledge import offices
from emma.knowledge.dates import said
from emma.knowledge.lookups import closures_on
from emma.knowledge.places import Place, country_name, label, namesake
from emma.knowledge.reading import library, reading
from emma.words import Outcome

TOPIC = "find_office"
LOCATOR = "https://egov.uscis.gov/office-locator"
CLOSINGS = "https://www.uscis.gov/about-us/uscis-office-closings"
OFFICIAL_LIST = {"title": "USCIS, International Immigration Offices", "url": offices.ABROAD_PAGE}
OFFICE_OF_PURPOSE = {"asylum": "asylum_office"}


def answer_abroad(dispatcher: CollectingDispatcher, place: Place, language: str) -> None:
    """Which office has jurisdiction, or what to do where none is open."""
    with reading() as connection:
        code = place.value if place.kind == "country" else (offices.country_of(connection, place.value) or place.value)
        found = offices.abroad(connection, code)
        here = offices.open_abroad(connection, code)
    name = country_name(code, language)
    for office in here:
        _open_abroad(dispatcher, office, name, language)
    if here:
        return
    if found.covered_by is not None:
        office = found.covered_by
        say(dispatcher, "utter_office_abroad_covered", Outcome.ANSWERED, TOPIC,
            sources=abroad_sources(office), country=name, office=office.city,
            office_country=country_name(office.country, language), as_of=said(office.as_of, language))  # fmt: skip
    elif found.closed_here:
        _closed_abroad(dispatcher, found.closed_here[0], name, language)
    else:
        say(dispatcher, "utter_office_abroad_none", Outcome.ANSWERED, TOPIC,
            sources=[{**OFFICIAL_LIST, "as_of": "2024-09"}], country=name)  # fmt: skip


def _open_abroad(dispatcher: CollectingDispatcher, office: Any, country: str, language: str) -> None:
    say(dispatcher, "utter_office_abroad_open", Outcome.ANSWERED, TOPIC, sources=abroad_sources(office),
        country=country, office=office.city, as_of=said(office.as_of, language))  # fmt: skip
    if office.address and office.confidence in offices.SHOWABLE:
        say(dispatcher, "utter_office_abroad_address", Outcome.ANSWERED, TOPIC, address=office.address)
    services = getattr(office, f"services_{language}")
    if services:
        say(dispatcher, "utter_office_abroad_services", Outcome.ANSWERED, TOPIC, services=services)


def _closed_abroad(dispatcher: CollectingDispatcher, office: Any, country: str, language: str) -> None:
    response = "utter_office_abroad_closed" if office.closed_on else "utter_office_abroad_not_listed"
    say(dispatcher, response, Outcome.ANSWERED, TOPIC, sources=abroad_sources(office), country=country,
        office=office.city, closed=said(office.closed_on, language), as_of=said(office.as_of, language))  # fmt: skip
    successor = getattr(office, f"successor_{language}")
    if successor:
        say(dispatcher, "utter_office_abroad_instead", Outcome.ANSWERED, TOPIC, successor=successor)


def abroad_sources(office: Any) -> list[dict[str, str]]:
    """Where the row comes from, and the official list for today."""
    return [source_of(office), {**OFFICIAL_LIST, "as_of": ""}]


def answer_domestic(
    dispatcher: CollectingDispatcher, place: Place, purpose: str | None, language: str, today: date
) -> None:
    """The notice and the locator decide, said first; then the offices near, never called yours."""
    kind = OFFICE_OF_PURPOSE.get(purpose or "", "field_office")
    with reading() as connection:
        found = _nearest(connection, place, kind)
        closed = [row for row in closures_on(connection, today) if row.office_id in {office.id for office in found}]
    sources = [source_of(row, LOCATOR) for row in found[:1]]
    if purpose == "fingerprints":
        say(dispatcher, "utter_office_fingerprints", Outcome.ANSWERED, TOPIC, sources=sources)
        return
    if purpose == "asylum":
        say(dispatcher, "utter_office_asylum", Outcome.ANSWERED, TOPIC, sources=sources, offices=_lines(found))
        return
    say(dispatcher, "utter_office_zip_rule", Outcome.ANSWERED, TOPIC, locator=LOCATOR)
    say(dispatcher, _heading(place, found), Outcome.ANSWERED, TOPIC, sources=sources,
        place=label(place, language), offices=_lines(found), buttons=_namesake_button(place, language))  # fmt: skip
    for row in closed:
        tell_closure(dispatcher, row, language, TOPIC)
    if purpose in ("interview", "question"):
        say(dispatcher, f"utter_office_{purpose}", Outcome.ANSWERED, TOPIC)
    else:
        say(dispatcher, "utter_ask_purpose", Outcome.ANSWERED, TOPIC)


def tell_closure(dispatcher: CollectingDispatcher, row: Any, language: str, topic: str) -> None:
    """One closed office with the reason and the official page."""
    until = row.date_until or row.date_from
    response = "utter_closure" if until == row.date_from else "utter_closure_days"
    say(dispatcher, response, Outcome.ANSWERED, topic, office=row.name, date=said(row.date_from, language),
        until=said(until, language), why=getattr(row, f"reason_{language}"), page=row.page or CLOSINGS,
        sources=[{"title": row.source, "url": row.page or CLOSINGS, "as_of": row.date_from}])  # fmt: skip


def _heading(place: Place, found: list[Any]) -> str:
    """Whether there is an office in the place itself, in its state, or only near."""
    if place.kind == "zip" or any(_is_in(row, place.value) for row in found):
        return "utter_offices_near"
    if place.kind == "state" and any(row.state == place.value for row in found):
        return "utter_offices_in_state"
    return "utter_offices_none_here"


def _is_in(row: Any, city_and_state: str) -> bool:
    """Whether the office is in the city; "New York City" in the table is New York."""
    city, _, state = city_and_state.rpartition(", ")
    return row.state == state and row.city.removesuffix(" City") == city.removesuffix(" City")


def _namesake_button(place: Place, language: str) -> list[dict[str, str]]:
    other = namesake(place)
    if other is None:
        return []
    title = library().phrases.text(f"utter_place_as_{other.kind}", language, place=label(other, language))
    return [{"title": title, "payload": payload_of("find_office", **{other.entity: other.value})}]


def _nearest(connection: Any, place: Place, kind: str) -> list[Any]:
    if place.kind == "state":
        in_state = offices.in_state(connection, place.value, kind)
        point = offices.state_point(place.value)
        near = [row for row, _ in offices.near(connection, *point, kind)] if point and not in_state else []
        return in_state or near
    if place.kind == "zip":
        found = offices.zip_point(place.value)
        point = (found[0], found[1]) if found else None
    else:
        city, _, state = place.value.rpartition(", ")
        point = offices.city_point(city, state)
    return [row for row, _ in offices.near(connection, *point, kind)] if point else []


def _lines(rows: list[Any]) -> str:
    lines = []
    for row in rows:
        address = offices.address_of(row)
        lines.append(f"- {row.name}: {row.city}, {row.state}" + (f" ({address})" if address else ""))
    return "\n".join(lines) or f"- {LOCATOR}"
