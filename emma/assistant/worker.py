"""The worker: one thread with its own loop runs all turns, behind a bounded queue; a new model is swapped in whole."""

from __future__ import annotations

import asyncio
import gc
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emma.assistant.follow_up import FollowUps
from emma.assistant.replies import TurnResult
from emma.assistant.seam import EmbeddedRasa
from emma.assistant.turn import NO_FOLLOW_UPS, Input, run_turn
from emma.errors import Busy, TurnFailed
from emma.language import Words

Work = Callable[[], Coroutine[Any, Any, Any]]
Job = tuple[Work, "Future[Any]"]
WARM_UP = Input(text="where is the office in Ghana")


@dataclass(frozen=True)
class Loaded:
    """A model that has answered a warm turn, and the word tables that go with it."""

    rasa: EmbeddedRasa
    version: str
    words: Words
    follow_ups: FollowUps


class Assistant:
    """Runs turns one after another. `ready` only after a warm turn."""

    def __init__(
        self,
        actions_package: str,
        words: Words,
        follow_ups: FollowUps = NO_FOLLOW_UPS,
        *,
        queue_size: int,
        timeout: float,
    ) -> None:
        self._package = actions_package
        self._words = words
        self._follow_ups = follow_ups
        self._timeout = timeout
        self._jobs: queue.Queue[Job | None] = queue.Queue(maxsize=queue_size)
        self._running, self._go_on = threading.Lock(), threading.Event()
        self._go_on.set()
        self._rasa: EmbeddedRasa | None = None
        self._thread: threading.Thread | None = None
        self.version: str | None = None

    @property
    def ready(self) -> bool:
        """True once a model is loaded and has answered."""
        return self._rasa is not None

    def load(self, model: Path, version: str) -> None:
        """Load and warm a model aside, then swap. A failed load keeps the old one and raises."""
        fresh = self.prepare(model, version)
        with self.held():
            self.put(fresh)
        self.settle()

    def prepare(
        self, model: Path, version: str, words: Words | None = None, follow_ups: FollowUps | None = None
    ) -> Loaded:
        """Load and warm a model aside, in the caller's thread; turns go on with the present one."""
        fresh = EmbeddedRasa(model, self._package)
        words, follow_ups = words or self._words, follow_ups or self._follow_ups
        asyncio.run(run_turn(fresh, WARM_UP, {}, words, follow_ups))
        return Loaded(fresh, version, words, follow_ups)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No turn runs within this; those that come wait. Keep it short. Raises TurnFailed when a turn does not end."""
        self._go_on.clear()
        try:
            if not self._running.acquire(timeout=self._timeout):
                raise TurnFailed("A turn does not end: nothing was changed.")
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._go_on.set()

    def put(self, loaded: Loaded) -> None:
        """Take this model from the next turn on. Call it within `held`, together with what must change with it."""
        self._rasa, self.version = loaded.rasa, loaded.version
        self._words, self._follow_ups = loaded.words, loaded.follow_ups
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="turns", daemon=True)
            self._thread.start()

    def settle(self) -> None:
        """Let go of the model before, and keep the collector away from the new one (about half a second)."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def turn(self, given: Input, state: dict[str, Any]) -> TurnResult:
        """Run one turn and wait for it. Raises Busy when the queue is full, TurnFailed otherwise."""
        return self._done(lambda: run_turn(self._loaded(), given, state, self._words, self._follow_ups))

    def parse(self, text: str) -> dict[str, Any]:
        """What the NLU makes of a masked text; waits its turn. Raises Busy and TurnFailed as `turn` does."""
        return self._done(lambda: self._loaded().parse(text))

    def close(self) -> None:
        """Finish the turn that runs and stop."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=self._timeout)

    def _loaded(self) -> EmbeddedRasa:
        if self._rasa is None:
            raise TurnFailed("No model is loaded.")
        return self._rasa

    def _done(self, work: Work) -> Any:
        self._loaded()
        result: Future[Any] = Future()
        try:
            self._jobs.put_nowait((work, result))
        except queue.Full:
            raise Busy from None
        try:
            return result.result(timeout=self._timeout)
        except FutureTimeout:
            result.cancel()
            raise TurnFailed("The turn took too long.") from None

    def _work(self) -> None:
        loop = asyncio.new_event_loop()
        while (job := self._jobs.get()) is not None:
            work, result = job
            if not result.set_running_or_notify_cancel():
                continue
            self._go_on.wait()
            try:
                with self._running:
                    result.set_result(loop.run_until_complete(work()))
            except TurnFailed as error:
                result.set_exception(error)
            except Exception as error:  # a turn never takes the worker down
                result.set_exception(TurnFailed(f"The turn raised {type(error).__name__}."))
        loop.close()
