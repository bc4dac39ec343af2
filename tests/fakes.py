"""Fakes with the real interface: an assistant whose turn is a plain function of text and state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from emma.assistant.replies import Choice, Effect, Reply, TurnResult
from emma.assistant.state import LISTEN
from emma.assistant.turn import Input
from emma.errors import TurnFailed
from emma.words import Outcome, Reason

Turn = Callable[[Input, dict[str, Any]], TurnResult]


def echo(given: Input, state: dict[str, Any]) -> TurnResult:
    """Two replies, and a state that remembers every text: a lost or doubled turn shows in it."""
    seen = [*state.get("seen", []), given.text]
    replies = (
        Reply(f"You wrote: {given.text}", Outcome.ANSWERED, "other", choices=(Choice("More", '/ask{"article": "x"}'),)),
        Reply(f"That was message {len(seen)}.", Outcome.SMALL_TALK, "other"),
    )
    return TurnResult(replies, (), {"seen": seen}, given.language)


def with_effects(*effects: Effect, outcome: Outcome = Outcome.OFFERED_AGENT) -> Turn:
    """A turn that always announces the same effects."""

    def turn(given: Input, state: dict[str, Any]) -> TurnResult:
        done = echo(given, state)
        reply = Reply("You are number {position}.", outcome, "human", reason=Reason.REQUESTED)
        return TurnResult((reply,), effects, done.state, given.language)

    return turn


class FakeAssistant:
    """Stands in for emma.assistant.worker.Assistant; counts the turns it ran."""

    ready = True
    version = "fake"

    def __init__(self, turn: Turn = echo) -> None:
        self.run = turn
        self.inputs: list[Input] = []
        self._lock = threading.Lock()

    def turn(self, given: Input, state: dict[str, Any]) -> TurnResult:
        """Run one turn."""
        with self._lock:
            self.inputs.append(given)
        return self.run(given, state)

    def close(self) -> None:
        """Nothing to stop."""


class FakeRasa:
    """Stands in for emma.assistant.seam.EmbeddedRasa: understands the first word, says it back."""

    def __init__(self, model: Path | None = None, actions_package: str = "") -> None:
        self.domain = Domain.from_yaml(DOMAIN)
        self.before: Callable[[str], None] = lambda text: None
        if model is not None and "broken" in model.name:
            raise TurnFailed(f"{model.name} could not be loaded.")

    async def parse(self, text: str) -> dict[str, Any]:
        """The first word is the intent."""
        return {"text": text, "intent": {"name": "say", "confidence": 1.0}, "entities": []}

    def parse_choice(self, title: str, payload: str) -> dict[str, Any]:
        """A choice is a text as well."""
        return {"text": title, "intent": {"name": payload.lstrip("/"), "confidence": 1.0}, "entities": []}

    async def run(self, parse: dict[str, Any], tracker: DialogueStateTracker) -> list[dict[str, Any]]:
        """One reply, and the events that Rasa would add."""
        self.before(parse["text"])
        heard = UserUttered(parse["text"], intent=parse["intent"], entities=[])
        said = BotUttered(parse["text"])
        for happened in (heard, ActionExecuted("action_say"), said, SlotSet("form", "N-400"), ActionExecuted(LISTEN)):
            tracker.update(happened, self.domain)
        return [{"text": f"{parse['text']}!", "custom": {"emma": {"outcome": "answered", "topic": "other"}}}]


DOMAIN = """
version: "3.1"
intents: [say, emergency]
actions: [action_say]
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  form: {type: text, influence_conversation: false, mappings: [{type: custom}]}
"""
