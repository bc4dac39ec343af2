"""A visitor's message as the actions get it, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker


def heard(
    text: str = "",
    *,
    intent: str = "find_office",
    alternatives: Sequence[str] = (),
    language: str = "en",
    slots: dict[str, Any] | None = None,
    ranking: Sequence[tuple[str, float]] = (),
    **entities: str,
) -> Tracker:
    """Ana's message; `alternatives` are of its first entity, `ranking` is the NLU's full one, best first."""
    found: list[dict[str, Any]] = [{"entity": name, "value": value} for name, value in entities.items()]
    if alternatives:
        found[0]["alternatives"] = list(alternatives)
    message = {
        "text": text,
        "entities": found,
        "intent": {"name": intent.split("/")[0]},
        "response_selector": {"ask": {"response": {"intent_response_key": intent}}} if "/" in intent else {},
        "full_ranking": [{"name": name, "confidence": confidence} for name, confidence in ranking],
    }
    return Tracker("ana", {"language": language, **(slots or {})}, message, [], False, None, {}, "action_listen")
