"""Beside an answer that is likely but not certain: what else the visitor may have meant, as buttons."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.announce import language_of, payload_of
from emma.knowledge.articles import titles
from emma.knowledge.reading import library, reading

MOST = 2
CERTAIN = 0.9
WORTH_ASKING = 0.03
NEVER = "out_of_scope"


def alternatives(tracker: Tracker, slug: str) -> list[dict[str, str]]:
    """Up to two buttons for the next meanings, when `slug` was understood with a probability below 0.9; none when the
    article was chosen, or came from elsewhere than the ranking."""
    ranking = tracker.latest_message.get("full_ranking") or []
    if not ranking or ranking[0]["name"] != f"ask/{slug}" or ranking[0].get("probability", 1.0) >= CERTAIN:
        return []
    language = language_of(tracker)
    rejected = {f"ask/{one}" for one in tracker.get_slot("rejected") or []}
    others = [
        one["name"]
        for one in ranking[1:]
        if one.get("probability", 0.0) >= WORTH_ASKING and one["name"] != NEVER and one["name"] not in rejected
    ]
    meant = library().phrases.text("utter_meant", language)
    found = [button for button in (meaning_button(name, language) for name in others[:MOST]) if button]
    return [{**button, "title": f"{meant} {button['title']}"} for button in found]


def meaning_button(name: str, language: str) -> dict[str, str] | None:
    """The button for a meaning: an article by its title, an intent by the response that names it; None without one."""
    if name.startswith("ask/"):
        slug = name.split("/", 1)[1]
        with reading() as connection:
            title = titles(connection, [slug], language).get(slug)
        return {"title": title, "payload": payload_of("ask", article=slug)} if title else None
    key = f"utter_title_{name}"
    phrases = library().phrases
    return {"title": phrases.text(key, language), "payload": f"/{name}"} if phrases.has(key) else None
