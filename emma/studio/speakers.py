"""Who can be spoken with in the console: the live release of this process, and one other that is loaded aside."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from emma.assistant.replies import TurnResult
from emma.assistant.turn import Input
from emma.conversations.incoming import Incoming, read_text
from emma.errors import Busy, TurnFailed
from emma.knowledge.reading import data_of
from emma.knowledge.search import Index
from emma.privacy import Agencies
from emma.safety import Alarms
from emma.settings import Settings
from emma.training.trial import Trial

PATIENCE = 20.0  # s until a turn of somebody else on the same release has ended
log = logging.getLogger(__name__)


class Assistant(Protocol):
    """The process's assistant as far as the console needs it."""

    version: str | None

    def turn(self, given: Input, state: dict[str, Any]) -> TurnResult:
        """One turn."""

    def parse(self, text: str) -> dict[str, Any]:
        """What the NLU makes of a masked text."""


@dataclass
class LiveSpeaker:
    """The live release as visitors meet it; what a turn announces is not done."""

    assistant: Assistant
    settings: Settings
    alarms: Alarms
    agencies: Agencies
    index: Callable[[], Index | None]

    @property
    def version(self) -> str:
        """The release that is loaded now."""
        return self.assistant.version or ""

    @property
    def data(self) -> Path:
        """The data it was trained with, or the present one."""
        return data_of(self.settings, self.version or None)

    def clock(self) -> float:
        """CPU seconds of the process: turns run in another thread."""
        return time.process_time()

    def read(self, text: str) -> Incoming:
        """The guard. Raises Invalid, TooLong."""
        return read_text(text, self.agencies)

    def turn(
        self, text: str, language: str | None, state: dict[str, Any], payload: str | None, **known: Any
    ) -> TurnResult:
        """One turn on a masked text. Raises Busy, TurnFailed."""
        alarm = self.alarms.heard(text) if payload is None else None
        given = Input(text, payload, language or "en", language_settled=language is not None, alarm=alarm, **known)
        return self.assistant.turn(given, state)

    def parse(self, text: str) -> Mapping[str, Any]:
        """What the NLU makes of a masked text."""
        return self.assistant.parse(text)

    def search(self, text: str, most: int) -> list[tuple[str, float]]:
        """Articles and scores."""
        index = self.index()
        return [(hit.slug, round(hit.score, 3)) for hit in index.search(text, most)] if index else []


@dataclass
class TrialSpeaker:
    """Another release, with its own articles, tables and index."""

    trial: Trial

    @property
    def version(self) -> str:
        """The release."""
        return self.trial.version

    @property
    def data(self) -> Path:
        """The data it was trained with."""
        return self.trial.data

    def clock(self) -> float:
        """CPU seconds of this thread."""
        return time.thread_time()

    def read(self, text: str) -> Incoming:
        """The guard. Raises Invalid, TooLong."""
        return read_text(text, self.trial.agencies)

    def turn(
        self, text: str, language: str | None, state: dict[str, Any], payload: str | None, **known: Any
    ) -> TurnResult:
        """One turn on a masked text."""
        return self.trial.turn(text, language, state, payload=payload, **known)

    def parse(self, text: str) -> Mapping[str, Any]:
        """What the NLU makes of a masked text."""
        return self.trial.parse(text)

    def search(self, text: str, most: int) -> list[tuple[str, float]]:
        """Articles and scores."""
        index = self.trial.library.index
        return [(hit.slug, round(hit.score, 3)) for hit in index.search(text, most)] if index else []


@dataclass
class Aside:
    """At most one other release in memory; asking for another one loads it in the background in its place."""

    settings: Settings
    load: Callable[[Settings, str], Trial] = Trial
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _state: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _speaker: TrialSpeaker | None = None
    _wanted: str = ""
    _problem: str = ""
    _thread: threading.Thread | None = None

    def standing(self, version: str) -> str:
        """`ready`, `loading`, `failed`, or `absent` when nobody asked for it or another one took its place."""
        with self._state:
            if self._speaker is not None and self._speaker.version == version:
                return "ready"
            if self._wanted != version:
                return "absent"
            return "failed" if self._problem else "loading"

    def want(self, version: str) -> None:
        """Begin to load a release unless it is here or on its way."""
        with self._state:
            if self._wanted == version and not self._problem:
                return
            if self._thread is not None and self._thread.is_alive():
                return  # one at a time; the page asks again
            self._wanted, self._problem = version, ""
            self._thread = threading.Thread(target=self._work, args=(version,), name="trial", daemon=True)
            self._thread.start()

    @contextmanager
    def speaking(self, version: str) -> Iterator[TrialSpeaker]:
        """The release, kept in memory within this. Raises TurnFailed when it is not here, Busy when others talk."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise Busy
        try:
            if self._speaker is None or self._speaker.version != version:
                raise TurnFailed("This release is not loaded.")
            yield self._speaker
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of what is loaded."""
        with self._lock:
            self._speaker, self._wanted = None, ""
            self._stack.close()

    def _work(self, version: str) -> None:
        try:
            with self._lock:
                self._speaker = None
                self._stack.close()
                self._speaker = TrialSpeaker(self._stack.enter_context(self.load(self.settings, version)))
        except Exception as error:
            log.warning("%s could not be tried: %s", version, type(error).__name__)
            self._problem = type(error).__name__
