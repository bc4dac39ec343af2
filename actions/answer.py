"""Answer by article; asks back where the answer depends on one thing; notices when it goes in circles."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import effect, entities_of, language_of, remember_shown, say, understood
from emma.knowledge.articles import Shown, show
from emma.knowledge.reading import reading
from emma.knowledge.routes import Route
from emma.words import Outcome, Reason

RECENT = 2


class ActionAnswer(Action):
    """Answers `ask/<slug>` and the buttons that name an article or a variant."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer with the article that was chosen or understood."""
        slug = next(iter(entities_of(tracker, "article")), None) or _understood_slug(tracker)
        variant = next(iter(entities_of(tracker, "variant")), None)
        return answer_article(dispatcher, tracker, slug, variant)


def answer_article(
    dispatcher: CollectingDispatcher, tracker: Tracker, slug: str | None, variant: str | None = None
) -> list[dict[str, Any]]:
    """Show an article; the second time in a row a person is offered beside it."""
    with reading() as connection:
        article = show(connection, slug, language_of(tracker), variant) if slug else None
    if article is None:
        say(dispatcher, "utter_not_understood", Outcome.ASKED, "other")
        return [SlotSet("misunderstood", 1)]
    tell(dispatcher, article)
    recent = (tracker.get_slot("shown") or [])[-RECENT:]
    if article.slug in recent and variant is None and not article.choices:
        route = Route("repeated", Outcome.OFFERED_AGENT, Reason.REPEATED, article.topic, "1", article.slug)
        say(dispatcher, "utter_offer_agent_no_wait", Outcome.OFFERED_AGENT, article.topic, reason=Reason.REPEATED,
            article=article.slug, effects=[effect("offer", route)])  # fmt: skip
    return understood(remember_shown(tracker, article.slug), SlotSet("awaiting", None))


def tell(dispatcher: CollectingDispatcher, article: Shown) -> None:
    """Utter one article with its sources, or its question back with the choices."""
    buttons = [
        {"title": title, "payload": f'/ask{{"article": "{article.slug}", "variant": "{key}"}}'}
        for title, key in article.choices
    ]
    say(dispatcher, None, article.outcome, article.topic, text=article.text, article=article.slug,
        sources=article.sources, buttons=buttons)  # fmt: skip


def _understood_slug(tracker: Tracker) -> str | None:
    selector = tracker.latest_message.get("response_selector") or {}
    key = selector.get("ask", {}).get("response", {}).get("intent_response_key")
    return str(key).split("/", 1)[1] if key else None
