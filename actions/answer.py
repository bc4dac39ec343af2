"""Answer by article; asks back where the answer depends on one thing; never again what did not help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.alternatives import alternatives
from actions.announce import (
    entities_of,
    language_of,
    payload_of,
    remember_shown,
    remember_subject,
    say,
    understood,
)
from actions.other_answers import next_candidates, try_another
from actions.withheld import tell_instead
from emma.knowledge.articles import Shown, show, withheld
from emma.knowledge.lookups import form_in
from emma.knowledge.reading import reading
from emma.words import Outcome


class ActionAnswer(Action):
    """Answers `ask/<slug>` and the buttons that name an article or a variant."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer with the article that was chosen or understood; what just did not help only when it is chosen."""
        picked = next(iter(entities_of(tracker, "article")), None)
        slug = picked or _understood_slug(tracker)
        if picked is None and slug in (tracker.get_slot("rejected") or []):
            return try_another(dispatcher, tracker)
        variant = next(iter(entities_of(tracker, "variant")), None)
        form = next(iter(entities_of(tracker, "form")), None) if picked else None
        return answer_article(dispatcher, tracker, slug, variant, form)


def answer_article(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    slug: str | None,
    variant: str | None = None,
    form: str | None = None,
) -> list[dict[str, Any]]:
    """Show an article and make it the subject; `form` is what the conversation was about when a follow-up led here."""
    given = form
    with reading() as connection:
        article = show(connection, slug, language_of(tracker), variant) if slug else None
        form = given or (form_in(connection, article.title, article.text) if article else None)
        hidden = withheld(connection, slug) if slug and article is None else None
    if hidden is not None:
        return tell_instead(dispatcher, tracker, hidden)
    if article is None:
        say(dispatcher, "utter_not_understood", Outcome.ASKED, "other")
        return [SlotSet("misunderstood", 1)]
    tell(dispatcher, article, alternatives(tracker, article.slug))
    return understood(
        remember_shown(tracker, article.slug),
        *remember_subject(
            tracker, payload_of("ask", article=article.slug, variant=variant, form=given), article.topic, form
        ),
        SlotSet("candidates", next_candidates(tracker, article)),
        SlotSet("awaiting", None),
    )


def tell(dispatcher: CollectingDispatcher, article: Shown, others: Sequence[dict[str, str]] = ()) -> None:
    """Utter one article with its sources and the buttons to `others`, or its question back with its own choices."""
    buttons = [
        {"title": title, "payload": payload_of("ask", article=article.slug, variant=key)}
        for title, key in article.choices
    ]
    say(dispatcher, None, article.outcome, article.topic, text=article.text, article=article.slug,
        sources=article.sources, buttons=buttons or others)  # fmt: skip


def _understood_slug(tracker: Tracker) -> str | None:
    selector = tracker.latest_message.get("response_selector") or {}
    key = selector.get("ask", {}).get("response", {}).get("intent_response_key")
    return str(key).split("/", 1)[1] if key else None
