"""What no intent claims: a place we waited for, one of two close meanings, article search, then a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.alternatives import meaning_button
from actions.announce import effect, entities_of, language_of, payload_of, say, understood
from actions.answer import answer_article
from actions.find_office import answer_office, place_from, unknown_place
from actions.other_answers import try_another
from emma.knowledge.articles import show, titles
from emma.knowledge.reading import library, reading
from emma.knowledge.routes import Route
from emma.words import Outcome, Reason

SHORT = 40
SURE = 0.5
AS_CLOSE_AS = 0.5
SHOWN = 2
SEARCHED = 8  # some may be pulled or over


class ActionFallback(Action):
    """Answers `nlu_fallback`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Lead on, in the order of what is likeliest."""
        return not_understood(dispatcher, tracker)


def not_understood(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Find a way on for a message that no intent claims."""
    text = str(tracker.latest_message.get("text") or "")
    if place_from(tracker) and len(text) <= SHORT:
        return answer_office(dispatcher, tracker)
    if tracker.get_slot("awaiting") == "office_place":
        if entities_of(tracker, "purpose"):
            return answer_office(dispatcher, tracker)
        if len(text) <= SHORT:
            return unknown_place(dispatcher, tracker, text)
    ranking = tracker.latest_message.get("full_ranking") or []
    rejected = {f"ask/{slug}" for slug in tracker.get_slot("rejected") or []}
    if ranking and ranking[0]["name"] in rejected and ranking[0]["confidence"] >= SURE:
        return try_another(dispatcher, tracker)
    return _which_meaning(dispatcher, tracker) or _search(dispatcher, tracker, text) or _give_up(dispatcher, tracker)


def _which_meaning(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]] | None:
    """Two meanings, both likely: two buttons."""
    ranking = tracker.latest_message.get("full_ranking") or []
    if len(ranking) < SHOWN or ranking[0]["confidence"] < SURE:
        return None
    close = [r["name"] for r in ranking[:SHOWN] if r["confidence"] >= AS_CLOSE_AS * ranking[0]["confidence"]]
    buttons = [button for button in (meaning_button(name, language_of(tracker)) for name in close) if button]
    if len(buttons) < SHOWN:
        return None
    neither = {"title": library().phrases.text("utter_neither", language_of(tracker)), "payload": "/did_not_help"}
    say(dispatcher, "utter_which_meaning", Outcome.ASKED, _topic(close[0]), buttons=[*buttons, neither],
        article=close[0].split("/")[1] if "/" in close[0] else None)  # fmt: skip
    return understood()


def _topic(name: str) -> str:
    if name in library().routes:
        return library().routes[name].topic
    with reading() as connection:
        article = show(connection, name.split("/", 1)[1], "en")
    return article.topic if article else "other"


def _search(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> list[dict[str, Any]] | None:
    """The long tail: one article above the calibrated score answers, likely ones are offered as buttons."""
    index = library().index
    if index is None or not text.strip():
        return None
    rejected = tracker.get_slot("rejected") or []
    hits = [hit for hit in index.search(text, most=SEARCHED + len(rejected)) if hit.slug not in rejected]
    with reading() as connection:
        shown = titles(connection, [hit.slug for hit in hits], language_of(tracker))
    hits = [hit for hit in hits if hit.slug in shown][:SHOWN]
    if hits and hits[0].score >= index.sure:
        return answer_article(dispatcher, tracker, hits[0].slug)
    likely = [hit.slug for hit in hits if hit.score >= index.likely]
    if not likely or (tracker.get_slot("misunderstood") or 0) >= 1:
        return None
    buttons = [{"title": shown[slug], "payload": payload_of("ask", article=slug)} for slug in likely]
    say(dispatcher, "utter_closest_articles", Outcome.ASKED, _topic(f"ask/{likely[0]}"), buttons=buttons)
    return [SlotSet("misunderstood", 1)]


def _give_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Not understood: once in other words, the second time a person."""
    if (tracker.get_slot("misunderstood") or 0) < 1:
        say(dispatcher, "utter_not_understood", Outcome.ASKED, "other")
        return [SlotSet("misunderstood", 1)]
    route = Route("not_understood", Outcome.OFFERED_AGENT, Reason.NOT_UNDERSTOOD, "other", "1", "")
    say(dispatcher, "utter_not_understood_twice", Outcome.OFFERED_AGENT, "other", reason=Reason.NOT_UNDERSTOOD,
        effects=[effect("offer", route)])  # fmt: skip
    return [SlotSet("misunderstood", 0)]
