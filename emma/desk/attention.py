"""Who types and who looks, in this process's memory only: nothing of it is stored, and it fades by itself.

Two processes do not know of each other's dots; the conversation itself is complete without them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TYPING = 6.0
LOOKING = 30.0
VISITOR = "visitor"


@dataclass
class Attention:
    """Signs of the last seconds. May be called from any thread; `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    _typing: dict[tuple[str, str], float] = field(default_factory=dict)
    _looking: dict[tuple[int, str], tuple[float, str]] = field(default_factory=dict)
    _seen: dict[tuple[int, str], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def types(self, conversation_id: str, who: str) -> None:
        """Somebody types: the visitor, or an agent by id."""
        with self._lock:
            self._fade()
            self._typing[conversation_id, who] = self.clock()

    def stops(self, conversation_id: str, who: str) -> None:
        """What was typed has been sent."""
        with self._lock:
            self._typing.pop((conversation_id, who), None)

    def visitor_types(self, conversation_id: str) -> bool:
        """Whether the visitor types now."""
        with self._lock:
            self._fade()
            return (conversation_id, VISITOR) in self._typing

    def agent_types(self, conversation_id: str) -> bool:
        """Whether an agent types now."""
        with self._lock:
            self._fade()
            return any(known == conversation_id and who != VISITOR for known, who in self._typing)

    def looks(self, handoff_id: int, agent_id: str, name: str, seq: int) -> None:
        """An agent has this conversation open and has seen it up to message `seq`."""
        with self._lock:
            self._looking[handoff_id, agent_id] = (self.clock(), name)
            self._seen[handoff_id, agent_id] = max(seq, self._seen.get((handoff_id, agent_id), 0))

    def others(self, handoff_id: int, agent_id: str) -> list[str]:
        """First names of the others who have it open now."""
        with self._lock:
            self._fade()
            found = {who: name for (known, who), (_, name) in self._looking.items() if known == handoff_id}
        return sorted(name for who, name in found.items() if who != agent_id)

    def is_looking(self, handoff_id: int, agent_id: str) -> bool:
        """Whether this agent has it open now."""
        with self._lock:
            self._fade()
            return (handoff_id, agent_id) in self._looking

    def seen(self, handoff_id: int, agent_id: str) -> int | None:
        """The last message this agent has seen, if this process showed it."""
        with self._lock:
            return self._seen.get((handoff_id, agent_id))

    def forget(self, handoff_id: int) -> None:
        """The handoff is over."""
        with self._lock:
            for known in (self._looking, self._seen):
                for key in [key for key in known if key[0] == handoff_id]:
                    del known[key]

    def _fade(self) -> None:
        moment = self.clock()
        for typing in [key for key, at in self._typing.items() if moment - at > TYPING]:
            del self._typing[typing]
        for looking in [key for key, (at, _) in self._looking.items() if moment - at > LOOKING]:
            del self._looking[looking]
