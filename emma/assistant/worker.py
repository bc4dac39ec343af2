"""The worker: one thread with its own loop runs all turns, behind a bounded queue; a new model is swapped in whole."""

from __future__ import annotations

import asyncio
import gc
import queue
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any

from emma.assistant.follow_up import FollowUps
from emma.assistant.replies import TurnResult
from emma.assistant.seam import EmbeddedRasa
from emma.assistant.turn import NO_FOLLOW_UPS, Input, run_turn
from emma.errors import Busy, TurnFailed
from emma.language import Words

Job = tuple[Input, dict[str, Any], "Future[TurnResult]"]
WARM_UP = Input(text="where is the office in Ghana")


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
        self._rasa: EmbeddedRasa | None = None
        self._thread: threading.Thread | None = None
        self.version: str | None = None

    @property
    def ready(self) -> bool:
        """True once a model is loaded and has answered."""
        return self._rasa is not None

    def load(self, model: Path, version: str) -> None:
        """Load and warm a model aside, then swap. A failed load keeps the old one and raises."""
        fresh = EmbeddedRasa(model, self._package)
        asyncio.run(run_turn(fresh, WARM_UP, {}, self._words))
        self._rasa, self.version = fresh, version
        gc.collect()
        gc.freeze()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="turns", daemon=True)
            self._thread.start()

    def turn(self, given: Input, state: dict[str, Any]) -> TurnResult:
        """Run one turn and wait for it. Raises Busy when the queue is full, TurnFailed otherwise."""
        if self._rasa is None:
            raise TurnFailed("No model is loaded.")
        result: Future[TurnResult] = Future()
        try:
            self._jobs.put_nowait((given, state, result))
        except queue.Full:
            raise Busy from None
        try:
            return result.result(timeout=self._timeout)
        except FutureTimeout:
            result.cancel()
            raise TurnFailed("The turn took too long.") from None

    def close(self) -> None:
        """Finish the turn that runs and stop."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=self._timeout)

    def _work(self) -> None:
        loop = asyncio.new_event_loop()
        while (job := self._jobs.get()) is not None:
            given, state, result = job
            if not result.set_running_or_notify_cancel():
                continue
            assert self._rasa is not None
            try:
                turn = run_turn(self._rasa, given, state, self._words, self._follow_ups)
                result.set_result(loop.run_until_complete(turn))
            except TurnFailed as error:
                result.set_exception(error)
            except Exception as error:  # a turn never takes the worker down
                result.set_exception(TurnFailed(f"The turn raised {type(error).__name__}."))
        loop.close()
