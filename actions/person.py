"""People: the wish for one, the answer to an offer, complaints."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import intent_of, say, understood
from actions.offers import join_queue, offer_person
from emma.knowledge.reading import library
from emma.words import Outcome, Reason


class ActionHuman(Action):
    """Answers `human` and `supervisor`: into the queue at once, no need to explain."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Queue, or say the place that is kept."""
        return join_queue(dispatcher, tracker, intent_of(tracker))


class ActionAffirm(Action):
    """Answers a yes: takes the open offer."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_affirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Queue when a person was offered; otherwise ask what the yes is for."""
        offer = tracker.get_slot("offer")
        if not offer:
            say(dispatcher, "utter_no_offer", Outcome.SMALL_TALK, "other")
            return understood()
        say(dispatcher, "utter_queued", Outcome.QUEUED, "human", reason=Reason(offer), effects=[{"kind": "accept"}],
            position="{position}", wait="{wait}")  # fmt: skip
        return understood()


class ActionDeny(Action):
    """Answers a no: declines the open offer, and drops a question of ours."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_deny"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Decline and stay at the visitor's service."""
        effects = [{"kind": "decline"}] if tracker.get_slot("offer") else []
        say(dispatcher, "utter_declined", Outcome.SMALL_TALK, "other", effects=effects)
        return understood(SlotSet("awaiting", None), SlotSet("purpose", None))


class ActionComplaint(Action):
    """Answers complaints by kind: about an officer, about the service, about this chat."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_complaint"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The written path first, then the offer of a supervisor."""
        intent = intent_of(tracker)
        return offer_person(dispatcher, tracker, library().routes[intent], f"utter_{intent}")
