"""What the live release makes of a sentence, remembered by release: while somebody types most sentences stay."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol

REMEMBERED = 2000
KEPT = ("intent", "full_ranking")


class Reader(Protocol):
    """The assistant as far as it is needed here."""

    version: str | None

    @property
    def ready(self) -> bool:
        """Whether a model is loaded."""

    def parse(self, text: str) -> dict[str, Any]:
        """What the NLU makes of a masked text."""


class Readings:
    """Parses redacted texts one by one, so that visitors' turns come in between. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._lock = Lock()
        self._known: OrderedDict[tuple[str | None, str], Mapping[str, Any]] = OrderedDict()

    def __call__(self, text: str) -> Mapping[str, Any]:
        """The parse. Raises Busy, TurnFailed."""
        key = (self.reader.version, text)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        parse = self.reader.parse(text)
        kept: Mapping[str, Any] = {name: parse[name] for name in KEPT if name in parse}
        with self._lock:
            self._known[key] = kept
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return kept
