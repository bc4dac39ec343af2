"""What an action is given, without Rasa: a tracker with a text, and a dispatcher that remembers what was said."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher


class Said(CollectingDispatcher):
    """A dispatcher; `messages` holds what the action uttered."""


def tracker_of(text: str, language: str = "en", **slots: Any) -> Tracker:
    """A tracker whose latest message is this text, which no intent claims."""
    message = {"text": text, "intent": {"name": "nlu_fallback"}, "entities": [], "full_ranking": []}
    return Tracker("ana", {"language": language, **slots}, message, [], False, None, {}, None)
