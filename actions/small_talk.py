"""Small talk, help, the language switch, and what is out of scope."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import intent_of, say, understood
from emma.knowledge.reading import library
from emma.knowledge.routes import Route
from emma.words import Outcome

MOST_COUNTED = 5


class ActionSmallTalk(Action):
    """Answers with the response named after the intent."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_small_talk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter `utter_<intent>`."""
        intent = intent_of(tracker)
        route = library().routes[intent]
        if route.outcome is Outcome.DECLINED:
            return _decline(dispatcher, tracker, route)
        say(dispatcher, f"utter_{intent}", route.outcome, route.topic)
        return understood()


def _decline(dispatcher: CollectingDispatcher, tracker: Tracker, route: Route) -> list[dict[str, Any]]:
    """Out of scope; from the second time on with what can be asked as buttons."""
    before = tracker.get_slot("declined") or 0
    response = "utter_out_of_scope_again" if before else "utter_out_of_scope"
    say(dispatcher, response, route.outcome, route.topic)
    return understood(SlotSet("declined", min(before + 1, MOST_COUNTED)))


class ActionSwitchLanguage(Action):
    """Answers the wish for the other language."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_switch_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Switch, and say so in the new language."""
        intent = intent_of(tracker)
        language = "es" if intent.endswith("spanish") else "en"
        route = library().routes[intent]
        text = library().phrases.text("utter_language_set", language)
        effects = [{"kind": "language", "language": language}]
        say(dispatcher, None, route.outcome, route.topic, text=text, effects=effects)
        return understood(SlotSet("language", language))
