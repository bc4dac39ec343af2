"""Emergencies: the contacts first, in every status, whatever else is going on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import effect, entities_of, say, understood
from emma.knowledge.reading import library
from emma.words import Outcome, Reason

ALARMS = ("danger", "self_harm", "trafficking", "violence", "child", "threat")
SOURCE = {"title": "USAGov", "url": "https://www.usa.gov", "as_of": "2025-05-25"}


class ActionEmergency(Action):
    """Answers `emergency`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_emergency"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The contacts that fit the alarm; without a known one, those for danger to life."""
        alarm = next(iter(entities_of(tracker, "alarm")), "danger")
        alarm = alarm if alarm in ALARMS else "danger"
        route = library().routes["emergency"]
        say(dispatcher, f"utter_emergency_{alarm}", Outcome.EMERGENCY, route.topic, reason=Reason.SAFETY,
            sources=[SOURCE], effects=[effect("safety", route, safety=True)])  # fmt: skip
        return understood()
