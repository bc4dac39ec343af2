"""How an action speaks: a response or an article's text, with the data the web side stores beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from emma.knowledge.routes import Route
from emma.words import Outcome, Reason

SHOWN_KEPT = 6
SUBJECTS_KEPT = 3
COPY = re.compile(r"\s*\([^()]*github[^()]*\)")


def say(
    dispatcher: CollectingDispatcher,
    response: str | None,
    outcome: Outcome | str,
    topic: str,
    *,
    text: str | None = None,
    article: str | None = None,
    sources: Iterable[Mapping[str, str]] = (),
    reason: Reason | None = None,
    effects: Sequence[Mapping[str, Any]] = (),
    buttons: Sequence[Mapping[str, str]] = (),
    **variables: str,
) -> None:
    """Utter one message. `variables` fill the response's braces."""
    data: dict[str, Any] = {"outcome": str(outcome), "topic": topic}
    if article:
        data["article"] = article
    if reason:
        data["reason"] = reason.value
    if sources:
        data["sources"] = [dict(source) for source in sources]
    if effects:
        data["effects"] = [dict(effect) for effect in effects]
    dispatcher.utter_message(
        response=response, text=text, json_message={"emma": data}, buttons=[dict(b) for b in buttons], **variables
    )


def effect(kind: str, route: Route, **more: Any) -> dict[str, Any]:
    """An effect for the handoff service, from a route."""
    reason = (route.reason or Reason.REQUESTED).value
    return {"kind": kind, "reason": reason, "topic": route.topic, "tier": route.tier, **more}


def source_of(row: Any, url: str = "") -> dict[str, str]:
    """A lookup row's source as a visitor sees it; where the stored copy lay is for the table's readers only."""
    return {"title": COPY.sub("", row.source), "url": url, "as_of": row.as_of}


def language_of(tracker: Tracker) -> str:
    """The language to answer in."""
    return tracker.get_slot("language") or "en"


def entities_of(tracker: Tracker, name: str) -> list[str]:
    """The values of one entity in the latest message, in order, each once."""
    found = [e["value"] for e in tracker.latest_message.get("entities", []) if e["entity"] == name]
    return list(dict.fromkeys(found))


def intent_of(tracker: Tracker) -> str:
    """The latest intent's name."""
    return str(tracker.latest_message["intent"]["name"])


def understood(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Events of an action that knew what to do: the count of misunderstandings starts anew."""
    return [SlotSet("misunderstood", 0), *events]


def remember_shown(tracker: Tracker, slug: str) -> dict[str, Any]:
    """Keep the last articles shown: "that did not help" leads past them."""
    return SlotSet("shown", [*(tracker.get_slot("shown") or []), slug][-SHOWN_KEPT:])


def payload_of(intent: str, **entities: str | None) -> str:
    """What a button, or a visitor who comes back to it, stands for: `/fee_info{"form": "I-90"}`."""
    given = {name: value for name, value in entities.items() if value}
    return f"/{intent}{json.dumps(given, ensure_ascii=False)}" if given else f"/{intent}"


def remember_subject(tracker: Tracker, payload: str, topic: str, form: str | None = None) -> list[dict[str, Any]]:
    """What the conversation is about now: the last three subjects, and the form that "the fee" would mean."""
    known = [one for one in (tracker.get_slot("subjects") or []) if one["payload"] != payload]
    subject = {"payload": payload, "topic": topic, "form": form}
    return [SlotSet("subjects", [*known, subject][-SUBJECTS_KEPT:]), SlotSet("form", form)]
