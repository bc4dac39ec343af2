"""What visitors get instead of an article that was pulled, is over or has not begun: its official page, its neighbours."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import language_of, payload_of, say, understood
from emma.knowledge.articles import Standing, Withheld, titles
from emma.knowledge.dates import said
from emma.knowledge.reading import library, reading
from emma.words import Outcome

OFFICIAL = "https://www.uscis.gov"
MOST = 2
NEAR = 6


def tell_instead(dispatcher: CollectingDispatcher, tracker: Tracker, article: Withheld) -> list[dict[str, Any]]:
    """Say that there is no sure answer now and where the official one is; the closest published answers as buttons."""
    language = language_of(tracker)
    page = next((source["url"] for source in article.sources if source["url"]), OFFICIAL)
    over = article.standing is Standing.EXPIRED and article.valid_until is not None
    until = said(article.valid_until.isoformat(), language) if over and article.valid_until else ""
    key = "utter_article_expired" if over else "utter_article_withheld"
    text = library().phrases.text(key, language, page=page, until=until)
    buttons = _closest(article, str(tracker.latest_message.get("text") or ""), language)
    say(dispatcher, None, Outcome.REDIRECTED, article.topic, text=text, article=article.slug,
        sources=article.sources, buttons=buttons)  # fmt: skip
    return understood(SlotSet("awaiting", None))


def _closest(article: Withheld, text: str, language: str) -> list[dict[str, str]]:
    index = library().index
    hits = index.search(text, NEAR) if index is not None and text.strip() else []
    found = [hit.slug for hit in hits if index is not None and hit.score >= index.likely]
    slugs = [slug for slug in dict.fromkeys((*found, *article.related)) if slug != article.slug]
    with reading() as connection:
        known = titles(connection, slugs, language)
    return [
        {"title": known[slug], "payload": payload_of("ask", article=slug)} for slug in slugs if slug in known
    ][:MOST]  # fmt: skip
