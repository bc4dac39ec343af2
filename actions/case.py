"""What needs the person's record: say so, say where to look, offer a person. Never a case fact."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import effect, intent_of, language_of, say, understood
from emma.knowledge.articles import show
from emma.knowledge.reading import library, reading
from emma.knowledge.routes import Route
from emma.words import Outcome, Reason


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


def offer_person(
    dispatcher: CollectingDispatcher, tracker: Tracker, route: Route, response: str
) -> list[dict[str, Any]]:
    """Say what can be said, then offer a person, or say that the place in the line is kept."""
    reason = route.reason or Reason.REQUESTED
    effects = [effect("offer", route)]
    if reason is Reason.SENSITIVE:
        effects.append(effect("sensitive", route))
    waiting = tracker.get_slot("status") == "waiting"
    say(dispatcher, response, Outcome.OFFERED_AGENT, route.topic, reason=reason, article=route.article or None,
        sources=_sources(route, language_of(tracker)), effects=[] if waiting else effects)  # fmt: skip
    closing = "utter_already_waiting" if waiting else offer_response(tracker)
    say(dispatcher, closing, Outcome.QUEUED if waiting else Outcome.OFFERED_AGENT, route.topic, reason=reason,
        position="{position}", wait="{wait}")  # fmt: skip
    return understood(SlotSet("awaiting", None), SlotSet("offer", None if waiting else reason.value))


def offer_response(tracker: Tracker) -> str:
    """The offer with the wait, which the services fill in; `rasa shell` has none (they give a status each turn)."""
    return "utter_offer_agent" if tracker.get_slot("status") else "utter_offer_agent_no_wait"


def _sources(route: Route, language: str) -> tuple[dict[str, str], ...]:
    if not route.article:
        return ()
    with reading() as connection:
        article = show(connection, route.article, language)
    return article.sources if article else ()
