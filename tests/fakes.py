"""Fakes with the real interface: an assistant whose turn is a plain function of text and state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from emma.assistant.replies import Choice, Effect, Reply, TurnResult
from emma.assistant.turn import Input
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
