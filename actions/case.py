"""What needs the person's record: say so, say where to look, offer a person. Never a case fact."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import intent_of
from actions.offers import offer_person
from emma.knowledge.reading import library


class ActionCase(Action):
    """Answers `my_*` and the protected matters."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_case"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The self-service step first, then the offer of a person."""
        intent = intent_of(tracker)
        response = "utter_case_sensitive" if intent.startswith("sensitive_") else f"utter_case_{intent}"
        return offer_person(dispatcher, tracker, library().routes[intent], response)
