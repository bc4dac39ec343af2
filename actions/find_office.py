"""Find an office: by ZIP, city, state or country; asks for the place and for what the visit is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import entities_of, language_of, say, source_of, understood
from emma.knowledge import offices
from emma.knowledge.dates import said
from emma.knowledge.places import HOME, country_name
from emma.knowledge.reading import reading
from emma.words import Outcome

TOPIC = "find_office"
KINDS = ("zip", "city", "abroad_city", "country", "state")
LOCATOR = "https://egov.uscis.gov/office-locator"
OFFICIAL_LIST = {"title": "USCIS, International Immigration Offices", "url": offices.ABROAD_PAGE}
OFFICE_OF_PURPOSE = {"asylum": "asylum_office"}


@dataclass(frozen=True)
class Place:
    """Where the visitor is: one of KINDS with its value as the entity extractor writes it."""

    kind: str
    value: str


def place_from(tracker: Tracker) -> Place | None:
    """The most exact place in the message; the home country alone says nothing."""
    for kind in KINDS:
        found = [v for v in entities_of(tracker, f"place_{kind}") if v != HOME]
        if found:
            return Place(kind, found[0])
    return None


class ActionFindOffice(Action):
    """Answers `find_office`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_find_office"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer, or ask for the place."""
        return answer_office(dispatcher, tracker)


def answer_office(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """The office answer for the place in the message or, when only the purpose came, for the last place."""
    purpose = next(iter(entities_of(tracker, "purpose")), None)
    place = place_from(tracker)
    if place is None and purpose and tracker.get_slot("awaiting") == "office_purpose":
        kept = tracker.get_slot("place")
        place = Place(*kept) if kept else None
    if place is None:
        say(dispatcher, "utter_ask_place", Outcome.ASKED, TOPIC)
        return understood(SlotSet("awaiting", "office_place"), SlotSet("purpose", purpose))
    purpose = purpose or tracker.get_slot("purpose")
    language = language_of(tracker)
    if place.kind in ("country", "abroad_city"):
        answer_abroad(dispatcher, place, language)
        return understood(SlotSet("awaiting", None), SlotSet("purpose", None))
    answer_domestic(dispatcher, place, purpose)
    waits = None if purpose else "office_purpose"
    return understood(SlotSet("awaiting", waits), SlotSet("place", [place.kind, place.value]), SlotSet("purpose", None))


def answer_abroad(dispatcher: CollectingDispatcher, place: Place, language: str) -> None:
    """Which office has jurisdiction, or what to do where none is open."""
    with reading() as connection:
        code = place.value if place.kind == "country" else (offices.country_of(connection, place.value) or place.value)
        found = offices.abroad(connection, code)
        here = offices.open_abroad(connection, code)
    name = country_name(code, language)
    for office in here:
        say(dispatcher, "utter_office_abroad_open", Outcome.ANSWERED, TOPIC, sources=abroad_sources(office),
            country=name, office=office.city, as_of=said(office.as_of, language))  # fmt: skip
        services = getattr(office, f"services_{language}")
        if services:
            say(dispatcher, "utter_office_abroad_services", Outcome.ANSWERED, TOPIC, services=services)
    if here:
        return
    if found.covered_by is not None:
        office = found.covered_by
        say(dispatcher, "utter_office_abroad_covered", Outcome.ANSWERED, TOPIC,
            sources=abroad_sources(office), country=name, office=office.city,
            office_country=country_name(office.country, language), as_of=said(office.as_of, language))  # fmt: skip
    elif found.closed_here:
        office = found.closed_here[0]
        response = "utter_office_abroad_closed" if office.closed_on else "utter_office_abroad_not_listed"
        say(dispatcher, response, Outcome.ANSWERED, TOPIC, sources=abroad_sources(office),
            country=name, office=office.city, closed=said(office.closed_on, language),
            as_of=said(office.as_of, language))  # fmt: skip
    else:
        say(dispatcher, "utter_office_abroad_none", Outcome.ANSWERED, TOPIC,
            sources=[{**OFFICIAL_LIST, "as_of": "2024-09"}], country=name)  # fmt: skip


def abroad_sources(office: Any) -> list[dict[str, str]]:
    """Where the row comes from, and the official list for today."""
    return [source_of(office), {**OFFICIAL_LIST, "as_of": ""}]


def answer_domestic(dispatcher: CollectingDispatcher, place: Place, purpose: str | None) -> None:
    """The notice and the locator decide, said first; then the offices near, never called yours."""
    kind = OFFICE_OF_PURPOSE.get(purpose or "", "field_office")
    with reading() as connection:
        found, label = _nearest(connection, place, kind)
    sources = [source_of(row, LOCATOR) for row in found[:1]]
    if purpose == "fingerprints":
        say(dispatcher, "utter_office_fingerprints", Outcome.ANSWERED, TOPIC, sources=sources)
        return
    if purpose == "asylum":
        say(dispatcher, "utter_office_asylum", Outcome.ANSWERED, TOPIC, sources=sources, offices=_lines(found))
        return
    say(dispatcher, "utter_office_zip_rule", Outcome.ANSWERED, TOPIC, locator=LOCATOR)
    say(dispatcher, "utter_offices_near", Outcome.ANSWERED, TOPIC, sources=sources, place=label, offices=_lines(found))
    if purpose in ("interview", "question"):
        say(dispatcher, f"utter_office_{purpose}", Outcome.ANSWERED, TOPIC)
    else:
        say(dispatcher, "utter_ask_purpose", Outcome.ANSWERED, TOPIC)


def _nearest(connection: Any, place: Place, kind: str) -> tuple[list[Any], str]:
    if place.kind == "state":
        in_state = offices.in_state(connection, place.value, kind)
        point = offices.state_point(place.value)
        near = [row for row, _ in offices.near(connection, *point, kind)] if point and not in_state else []
        return in_state or near, place.value
    if place.kind == "zip":
        found = offices.zip_point(place.value)
        point = (found[0], found[1]) if found else None
    else:
        city, _, state = place.value.rpartition(", ")
        point = offices.city_point(city, state)
    if point is None:
        return [], place.value
    return [row for row, _ in offices.near(connection, *point, kind)], place.value


def _lines(rows: list[Any]) -> str:
    lines = []
    for row in rows:
        address = offices.address_of(row)
        lines.append(f"- {row.name}: {row.city}, {row.state}" + (f" ({address})" if address else ""))
    return "\n".join(lines) or f"- {LOCATOR}"
