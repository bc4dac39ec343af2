"""Is an office closed today or tomorrow: the table of closures, else the official page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import entities_of, language_of, payload_of, remember_subject, say, understood
from actions.office_answers import CLOSINGS, tell_closure
from emma.knowledge.lookups import closures_on
from emma.knowledge.reading import reading
from emma.language import fold
from emma.words import Outcome

TOPIC = "appointment"
TOMORROW = re.compile(r"\btomorrow\b|\btmrw\b|\bmanana\b(?! (?:por la|en la) )")


class ActionClosures(Action):
    """Answers `office_closures`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_closures"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The closures of the day asked for."""
        return answer_closures(dispatcher, tracker, date.today())


def answer_closures(dispatcher: CollectingDispatcher, tracker: Tracker, today: date) -> list[dict[str, Any]]:
    """Closures of the city or state named, or all; else where to look on the day."""
    language = language_of(tracker)
    tomorrow = TOMORROW.search(fold(str(tracker.latest_message.get("text") or "")))
    cities = [value.rpartition(", ") for value in entities_of(tracker, "place_city")]
    states = entities_of(tracker, "place_state")
    with reading() as connection:
        closed = closures_on(connection, today + timedelta(days=1) if tomorrow else today)
    meant = {(city, state) for city, _, state in cities}
    found = [row for row in closed if (row.city, row.state) in meant or row.state in states or not (meant or states)]
    for row in found:
        tell_closure(dispatcher, row, language, TOPIC)
    if not found:
        say(dispatcher, "utter_closure_none", Outcome.ANSWERED, TOPIC, page=CLOSINGS, article="office-closed-visit",
            sources=[{"title": "USCIS Office Closings", "url": CLOSINGS, "as_of": "undated"}])  # fmt: skip
    place = {
        "place_city": next(iter(entities_of(tracker, "place_city")), None),
        "place_state": next(iter(states), None),
    }
    return understood(*remember_subject(tracker, payload_of("office_closures", **place), TOPIC))
