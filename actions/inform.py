"""A bare place, form, agency or purpose: the answer to what was asked, or a question of its own."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.agency import answer_agency
from actions.announce import entities_of
from actions.fallback import not_understood
from actions.find_office import answer_office, place_from
from actions.forms import answer_fee, answer_form


class ActionInform(Action):
    """Answers `inform`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_inform"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Hand what was named to the action that waits for it."""
        awaiting = tracker.get_slot("awaiting")
        form = next(iter(entities_of(tracker, "form")), None)
        agency = next(iter(entities_of(tracker, "agency")), None)
        if form:
            return (answer_fee if awaiting == "fee" else answer_form)(dispatcher, tracker, form)
        if place_from(tracker) or entities_of(tracker, "purpose"):
            return answer_office(dispatcher, tracker)
        if agency:
            return answer_agency(dispatcher, tracker, agency)
        return not_understood(dispatcher, tracker)
