"""Is an office closed today: the table of closures, else the official page."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import entities_of, language_of, say, understood
from emma.knowledge.lookups import closures_on
from emma.knowledge.reading import reading
from emma.words import Outcome

TOPIC = "appointment"
PAGE = "https://www.uscis.gov/about-us/uscis-office-closings"


class ActionClosures(Action):
    """Answers `office_closures`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_closures"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Today's closures, of the city named or all; else where to look on the day."""
        language = language_of(tracker)
        cities = {value.rpartition(", ")[0] for value in entities_of(tracker, "place_city")}
        with reading() as connection:
            closed = closures_on(connection, date.today())
        found = [row for row in closed if not cities or row.city in cities]
        for row in found:
            say(dispatcher, "utter_closure", Outcome.ANSWERED, TOPIC, office=row.name, date=row.date_from,
                sources=[{"title": row.source, "url": row.page or PAGE, "as_of": row.date_from}],
                why=getattr(row, f"reason_{language}"), page=row.page or PAGE)  # fmt: skip
        if not found:
            say(dispatcher, "utter_closure_none", Outcome.ANSWERED, TOPIC, page=PAGE, article="office-closed-visit",
                sources=[{"title": "USCIS Office Closings", "url": PAGE, "as_of": "undated"}])  # fmt: skip
        return understood()
