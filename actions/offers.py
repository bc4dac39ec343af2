"""Offers of a person, and the line: what can be said first, then what an agent can do, the wait and what is shared."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import effect, language_of, payload_of, say, understood
from emma.knowledge.articles import show, titles
from emma.knowledge.reading import library, reading
from emma.knowledge.routes import Route
from emma.words import Outcome, Reason


def offer_person(
    dispatcher: CollectingDispatcher, tracker: Tracker, route: Route, response: str
) -> list[dict[str, Any]]:
    """Say what can be said, then offer a person, or say that the place in the line is kept."""
    reason = route.reason or Reason.REQUESTED
    effects = [effect("offer", route)]
    if reason is Reason.SENSITIVE:
        effects.append(effect("sensitive", route))
    waiting = tracker.get_slot("status") == "waiting"
    language = language_of(tracker)
    say(dispatcher, response, Outcome.OFFERED_AGENT, route.topic, reason=reason, article=route.article or None,
        sources=_sources(route, language), buttons=_pickers(route, language),
        effects=[] if waiting else effects)  # fmt: skip
    closing = "utter_already_waiting" if waiting else offer_response(tracker)
    say(dispatcher, closing, Outcome.QUEUED if waiting else Outcome.OFFERED_AGENT, route.topic, reason=reason,
        position="{position}", wait="{wait}")  # fmt: skip
    return understood(SlotSet("awaiting", None), SlotSet("offer", None if waiting else reason.value))


def offer_response(tracker: Tracker) -> str:
    """The offer with the wait, which the services fill in; `rasa shell` has none (they give a status each turn)."""
    return "utter_offer_agent" if tracker.get_slot("status") else "utter_offer_agent_no_wait"


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


def _sources(route: Route, language: str) -> tuple[dict[str, str], ...]:
    if not route.article:
        return ()
    with reading() as connection:
        article = show(connection, route.article, language)
    return article.sources if article else ()


def _pickers(route: Route, language: str) -> list[dict[str, str]]:
    """The questions that lead further without a person, such as "Where is your case?"."""
    with reading() as connection:
        found = titles(connection, route.pickers, language)
    return [
        {"title": found[slug], "payload": payload_of("ask", article=slug)} for slug in route.pickers if slug in found
    ]
