"""Going back, or the other one, where follow-ups found no single thing that it could be."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import intent_of, say
from emma.words import Outcome


class ActionNoPrevious(Action):
    """Answers `go_back` and `other_one` when they name no single thing that is remembered."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_no_previous"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The choices that are left, else ask for the subject in a few words."""
        left = tracker.get_slot("options") or []
        if intent_of(tracker) == "other_one" and left:
            buttons = [{"title": title, "payload": payload} for title, payload in left]
            say(dispatcher, "utter_which_meaning", Outcome.ASKED, "other", buttons=buttons)
            return []
        say(dispatcher, "utter_no_previous", Outcome.ASKED, "other")
        return []
