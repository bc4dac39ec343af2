"""People: the wish for one, the answer to an offer, complaints, and what to do when an answer did not help."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import effect, intent_of, language_of, say, understood
from actions.case import offer_person
from emma.knowledge.articles import show, titles
from emma.knowledge.reading import library, reading
from emma.words import Outcome, Reason

MOST_TITLES = 3


class ActionHuman(Action):
    """Answers `human` and `supervisor`: into the queue at once, no need to explain."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Queue, or say the place that is kept."""
        return join_queue(dispatcher, tracker, intent_of(tracker))


def join_queue(
    dispatcher: CollectingDispatcher, tracker: Tracker, intent: str, reason: Reason | None = None
) -> list[dict[str, Any]]:
    """Ask for a place in the queue and tell the visitor."""
    route = library().routes[intent]
    waiting = tracker.get_slot("status") == "waiting"
    again = waiting and intent != "supervisor"
    said = reason or route.reason or Reason.REQUESTED
    change = {**effect("queue", route), "reason": said.value}
    say(dispatcher, "utter_already_waiting" if again else "utter_queued", Outcome.QUEUED, route.topic, reason=said,
        effects=[] if again else [change], position="{position}", wait="{wait}")  # fmt: skip
    return understood(SlotSet("unhelpful", 0))


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
    """Answers a no: declines the open offer."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_deny"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Decline and stay at the visitor's service."""
        effects = [{"kind": "decline"}] if tracker.get_slot("offer") else []
        say(dispatcher, "utter_declined", Outcome.SMALL_TALK, "other", effects=effects)
        return understood(SlotSet("awaiting", None))


class ActionComplaint(Action):
    """Answers complaints by kind: about an officer, about the service, about this chat."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_complaint"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The written path first, then the offer of a supervisor."""
        intent = intent_of(tracker)
        return offer_person(dispatcher, tracker, library().routes[intent], f"utter_{intent}")


class ActionDidNotHelp(Action):
    """Answers `did_not_help`: other answers the first time, a person the second."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_did_not_help"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Lead on; never the same answer again."""
        if (tracker.get_slot("unhelpful") or 0) >= 1:
            return join_queue(dispatcher, tracker, "human", Reason.REPEATED)
        shown = tracker.get_slot("shown") or []
        language = language_of(tracker)
        with reading() as connection:
            related = titles(connection, _related(connection, shown, language), language)
        buttons = [
            {"title": title, "payload": f'/ask{{"article": "{slug}"}}'}
            for slug, title in related.items()
            if slug not in shown
        ][:MOST_TITLES]
        buttons.append({"title": library().phrases.text("utter_title_human", language), "payload": "/human"})
        offer_beside(dispatcher, tracker, buttons)
        return understood(SlotSet("unhelpful", 1))


def offer_beside(dispatcher: CollectingDispatcher, tracker: Tracker, buttons: list[dict[str, str]]) -> None:
    """Other answers and a person, who counts as offered: a yes takes the offer. Who waits already keeps the place."""
    route = library().routes["did_not_help"]
    if tracker.get_slot("status") == "waiting":
        say(dispatcher, "utter_did_not_help", Outcome.ASKED, route.topic, buttons=buttons)
        return
    say(dispatcher, "utter_did_not_help", route.outcome, route.topic, reason=route.reason, buttons=buttons,
        effects=[effect("offer", route)])  # fmt: skip


def _related(connection: Any, shown: list[str], language: str) -> list[str]:
    article = show(connection, shown[-1], language) if shown else None
    return list(article.related) if article else []
