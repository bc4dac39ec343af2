"""The state between turns: slots and the last turns' events, as JSON. Its size does not grow with the conversation."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from emma.assistant.seam import SENDER

TURNS_KEPT = 2
LISTEN = "action_listen"


def to_tracker(state: dict[str, Any], domain: Domain, given: dict[str, Any]) -> DialogueStateTracker:
    """A tracker with the kept slots and events; `given` slots are what the services know now."""
    tracker = DialogueStateTracker(SENDER, domain.slots)
    known = {slot.name for slot in domain.slots}
    for name, value in {**state.get("slots", {}), **given}.items():
        if name in known:
            tracker.update(SlotSet(name, value), domain)
    events = [Event.from_parameters(raw) for raw in state.get("events", [])]
    for event in events or [ActionExecuted(LISTEN)]:
        if event is not None:
            tracker.update(event, domain)
    return tracker


def from_tracker(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Slots that are set, and the events of the last turns, cut at a listening point and never inside a form."""
    kept = [event for event in tracker.events if _kept(event)]
    listens = [i for i, event in enumerate(kept) if isinstance(event, ActionExecuted) and event.action_name == LISTEN]
    start = listens[-(TURNS_KEPT + 1)] if len(listens) > TURNS_KEPT else 0
    if tracker.active_loop:
        loops = [i for i, event in enumerate(kept) if isinstance(event, ActiveLoop) and event.name]
        start = min(start, max((i for i in listens if i < loops[-1]), default=0)) if loops else start
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value not in (None, [], {})}
    return {"slots": slots, "events": [_trimmed(event) for event in kept[start:]]}


def _kept(event: Event) -> bool:
    return not isinstance(event, SlotSet | BotUttered | DefinePrevUserUtteredFeaturization)


def _trimmed(event: Event) -> dict[str, Any]:
    raw = event.as_dict()
    raw.pop("metadata", None)
    if isinstance(event, UserUttered):
        intent = raw["parse_data"]["intent"]
        entities = [{"entity": e["entity"], "value": e["value"]} for e in raw["parse_data"].get("entities", [])]
        raw["parse_data"] = {"text": "", "intent": intent, "entities": entities}
        raw["text"] = ""
    return raw
