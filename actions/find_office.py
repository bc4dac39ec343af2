"""Find an office: by ZIP, city, state or country; asks for the place, for which of several, and for the purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import entities_of, language_of, payload_of, remember_subject, say, understood
from actions.office_answers import TOPIC, answer_abroad, answer_domestic
from emma.knowledge.places import HOME, Place, label, phrase_of, suggestions
from emma.knowledge.reading import library, reading
from emma.words import Outcome

KINDS = ("zip", "city", "abroad_city", "country", "state")
MOST_CHOICES = 5


class ActionFindOffice(Action):
    """Answers `find_office`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_find_office"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer, or ask for the place."""
        return answer_office(dispatcher, tracker)


def place_from(tracker: Tracker) -> Place | None:
    """The most exact place in the message; the home country alone says nothing."""
    for kind in KINDS:
        found = [v for v in entities_of(tracker, f"place_{kind}") if v != HOME]
        if found:
            return Place(kind, found[0])
    return None


def answer_office(
    dispatcher: CollectingDispatcher, tracker: Tracker, today: date | None = None
) -> list[dict[str, Any]]:
    """The office answer for the place in the message or, when only the purpose came, for the last place."""
    purpose = next(iter(entities_of(tracker, "purpose")), None)
    place = place_from(tracker)
    if place is None and purpose and tracker.get_slot("awaiting") == "office_purpose":
        kept = tracker.get_slot("place")
        place = Place(*kept) if kept else None
    if place is None:
        return _ask_place(dispatcher, tracker, purpose)
    purpose = purpose or tracker.get_slot("purpose")
    others = _same_name(tracker, place)
    if others:
        return _ask_which(dispatcher, tracker, [place, *others], purpose)
    language = language_of(tracker)
    payload = payload_of("find_office", **{place.entity: place.value, "purpose": purpose})
    done = [SlotSet("purpose", None), *remember_subject(tracker, payload, TOPIC)]
    if place.kind in ("country", "abroad_city"):
        answer_abroad(dispatcher, place, language)
        return understood(SlotSet("awaiting", None), *done)
    answer_domestic(dispatcher, place, purpose, language, today or date.today())
    waits = None if purpose else "office_purpose"
    return understood(SlotSet("awaiting", waits), SlotSet("place", [place.kind, place.value]), *done)


def unknown_place(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> list[dict[str, Any]]:
    """A place nobody knows: what it may have been, else where else to start."""
    if not _suggest(dispatcher, tracker, text):
        say(dispatcher, "utter_unknown_place", Outcome.ASKED, TOPIC, place=text)
    return [SlotSet("misunderstood", 1), SlotSet("awaiting", "office_place")]


def _ask_place(dispatcher: CollectingDispatcher, tracker: Tracker, purpose: str | None) -> list[dict[str, Any]]:
    phrase = phrase_of(str(tracker.latest_message.get("text") or ""))
    if not (phrase and _suggest(dispatcher, tracker, phrase)):
        say(dispatcher, "utter_ask_place", Outcome.ASKED, TOPIC)
    return understood(SlotSet("awaiting", "office_place"), SlotSet("purpose", purpose))


def _suggest(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> bool:
    language = language_of(tracker)
    with reading() as connection:
        found = suggestions(connection, text)
    if not found:
        return False
    neither = {"title": library().phrases.text("utter_none_of_these", language), "payload": "/find_office"}
    buttons = [*place_buttons(found, language, tracker.get_slot("purpose")), neither]
    say(dispatcher, "utter_did_you_mean_place", Outcome.ASKED, TOPIC, place=text, buttons=buttons)
    return True


def _same_name(tracker: Tracker, place: Place) -> list[Place]:
    """Other places of the same name that the entity extractor found likely too."""
    for entity in tracker.latest_message.get("entities", []):
        if entity["entity"] == place.entity and entity["value"] == place.value:
            return [Place(place.kind, value) for value in entity.get("alternatives") or []][: MOST_CHOICES - 1]
    return []


def _ask_which(
    dispatcher: CollectingDispatcher, tracker: Tracker, places: list[Place], purpose: str | None
) -> list[dict[str, Any]]:
    language = language_of(tracker)
    name = places[0].value.rpartition(", ")[0] or places[0].value
    say(dispatcher, "utter_which_place", Outcome.ASKED, TOPIC, place=name,
        buttons=place_buttons(places, language, purpose))  # fmt: skip
    return understood(SlotSet("awaiting", "office_place"), SlotSet("purpose", purpose))


def place_buttons(places: list[Place], language: str, purpose: str | None) -> list[dict[str, str]]:
    """One button a place; a tap asks for its office."""
    return [
        {
            "title": label(place, language),
            "payload": payload_of("find_office", **{place.entity: place.value, "purpose": purpose}),
        }
        for place in places
    ]
