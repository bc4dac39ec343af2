"""When an answer did not help: other answers and a person the first time, a person at once the second."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import effect, entities_of, language_of, payload_of, say, understood
from actions.offers import join_queue, offer_response
from emma.knowledge.articles import Shown, titles
from emma.knowledge.reading import library, reading
from emma.words import Outcome, Reason

MOST_TITLES = 3
REJECTED_KEPT = 3
WORTH_TRYING = 0.02
INTENT = "did_not_help"
CIRCLE = "circle"


class ActionDidNotHelp(Action):
    """Answers `did_not_help`, typed or tapped; `article` names the one when a thumbs-down was below an older answer."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_did_not_help"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Lead on; never the same answer again."""
        if CIRCLE in entities_of(tracker, "aspect"):
            return offer_in_circles(dispatcher, tracker)
        if (tracker.get_slot("unhelpful") or 0) >= 1:
            return join_queue(dispatcher, tracker, "human", Reason.REPEATED)
        shown = tracker.get_slot("shown") or []
        wrong = next(iter(entities_of(tracker, "article")), None) or (shown[-1] if shown else None)
        rejected = _rejected(tracker, wrong)
        lead_on(dispatcher, tracker, rejected)
        return understood(SlotSet("unhelpful", 1), SlotSet("rejected", rejected))


def try_another(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """The same question in other words, and again the article that did not help: its neighbours and a person."""
    ranked = [name for name in _ranked(tracker) if name not in (tracker.get_slot("rejected") or [])]
    lead_on(dispatcher, tracker, tracker.get_slot("rejected") or [], ranked)
    return understood()


def offer_in_circles(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """After a turn that told nothing new (emma/assistant/circles.py): a person is offered beside it."""
    subjects, route = tracker.get_slot("subjects") or [], library().routes[INTENT]
    route = replace(route, topic=subjects[-1]["topic"] if subjects else route.topic)
    say(dispatcher, "utter_in_circles", Outcome.OFFERED_AGENT, route.topic, reason=route.reason,
        effects=[effect("offer", route)])  # fmt: skip
    say(dispatcher, offer_response(tracker), Outcome.OFFERED_AGENT, route.topic, reason=route.reason,
        position="{position}", wait="{wait}")  # fmt: skip
    return understood()


def lead_on(
    dispatcher: CollectingDispatcher, tracker: Tracker, rejected: list[str], likely: list[str] | None = None
) -> None:
    """The closest other answers as buttons, then the offer of a person with what it can do and the wait."""
    language, route = language_of(tracker), library().routes[INTENT]
    slugs = [*(likely or []), *(tracker.get_slot("candidates") or [])]
    with reading() as connection:
        found = titles(connection, slugs, language)
    seen = {*rejected, *(tracker.get_slot("shown") or [])}
    fresh = [slug for slug in dict.fromkeys(slugs) if slug in found and slug not in seen][:MOST_TITLES]
    buttons = [{"title": found[slug], "payload": payload_of("ask", article=slug)} for slug in fresh]
    waiting = tracker.get_slot("status") == "waiting"
    response = "utter_did_not_help" if buttons else "utter_did_not_help_no_others"
    say(dispatcher, response, Outcome.ASKED if waiting else route.outcome, route.topic, buttons=buttons,
        reason=None if waiting else route.reason, effects=[] if waiting else [effect("offer", route)])  # fmt: skip
    closing = "utter_already_waiting" if waiting else offer_response(tracker)
    say(dispatcher, closing, Outcome.QUEUED if waiting else Outcome.OFFERED_AGENT, route.topic,
        reason=None if waiting else route.reason, position="{position}", wait="{wait}")  # fmt: skip


def next_candidates(tracker: Tracker, article: Shown) -> list[str]:
    """The articles to try when this one does not help: the next in the ranking, then its related ones."""
    slugs = [slug for slug in (*_ranked(tracker), *article.related) if slug != article.slug]
    return list(dict.fromkeys(slugs))[: 2 * MOST_TITLES]


def _ranked(tracker: Tracker) -> list[str]:
    ranking = tracker.latest_message.get("full_ranking") or []
    likely = [one for one in ranking if one["name"].startswith("ask/") and one["confidence"] >= WORTH_TRYING]
    return [one["name"].split("/", 1)[1] for one in likely]


def _rejected(tracker: Tracker, slug: str | None) -> list[str]:
    before = [one for one in tracker.get_slot("rejected") or [] if one != slug]
    return [*before, slug][-REJECTED_KEPT:] if slug else before
