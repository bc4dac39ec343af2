"""The release that this process runs: loaded aside, swapped in whole with all that belongs to it, following the live row.

A turn sees the model, the index, the texts and the word tables of one release: they change together while no turn runs.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.engine import Engine
from starlette.concurrency import run_in_threadpool

from emma.assistant.follow_up import read_follow_ups
from emma.assistant.worker import Assistant
from emma.errors import EmmaError, ReleaseBroken
from emma.knowledge.contacts import contacts_of_agencies
from emma.knowledge.reading import Library, data_of, library_of, put, using
from emma.language import read_words
from emma.privacy import Agencies
from emma.safety import Alarms, read_alarms
from emma.settings import Settings
from emma.training.releases import live_release, live_version

EVERY = 1.0
TRY_AGAIN_AFTER = 60.0  # loading takes seconds of a core: what failed is not tried at every look
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Around:
    """What belongs to a release beside the model, and what the guard must know of its tables."""

    library: Library
    alarms: Alarms
    agencies: Agencies


class RunningRelease:
    """What this process runs. `wanted` is the live release as long as it is not the one that runs here."""

    def __init__(self, settings: Settings, engine: Engine, assistant: Assistant) -> None:
        self._settings, self._engine, self._assistant = settings, engine, assistant
        self._loading = threading.Lock()
        self._failed: tuple[str, float] | None = None
        self.wanted: str | None = None
        self.around = self._at_first()
        put(self.around.library)

    def load_live(self) -> None:
        """Load the live release. Raises TurnFailed when there is none, ReleaseBroken when it cannot be loaded."""
        with self._loading:
            try:
                file, version = live_release(self._engine, self._settings.models)
                with self._prepared(file, version):
                    pass
            except Exception:
                self.wanted = self._live()
                self._failed = (self.wanted, time.monotonic()) if self.wanted else None
                raise

    def aside(self, file: Path, version: str) -> AbstractContextManager[None]:
        """Load and warm a release while turns go on with the present one. Raises ReleaseBroken.

        Entering the context stops the turns; leaving it well swaps, leaving it by an error changes nothing. This is the
        `load` of emma.training.promoting.
        """
        prepared = self._prepared(file, version)

        @contextmanager
        def swapping() -> Iterator[None]:
            with self._loading, prepared:  # the watcher does not load what is about to be swapped
                yield

        return swapping()

    def follow(self) -> bool:
        """Look at the live row, and load and swap where it is another release. Gives whether it swapped."""
        live = self._live()
        self.wanted = live if live != self._assistant.version else None
        if self.wanted is None or self._failed_lately(self.wanted):
            return False
        try:
            with self._loading:
                if self._live() == self._assistant.version:
                    return False
                file, version = live_release(self._engine, self._settings.models)
                with self._prepared(file, version):
                    pass
        except Exception as error:
            self._failed = (self.wanted, time.monotonic())
            said = error if isinstance(error, EmmaError) else type(error).__name__
            log.error("release %s could not be loaded; %s goes on: %s", live, self._assistant.version, said)
            return False
        log.info("release %s is loaded", self._assistant.version)
        self.wanted = None
        return True

    def _prepared(self, file: Path, version: str) -> AbstractContextManager[None]:
        try:
            around = self._around(version)
            data = data_of(self._settings, version)
            with using(around.library):
                loaded = self._assistant.prepare(
                    file, version, read_words(data / "language_words.csv"), read_follow_ups(data)
                )
        except Exception as error:
            raise ReleaseBroken(f"Release {version} cannot be loaded ({_kind(error)}).") from error

        @contextmanager
        def swapping() -> Iterator[None]:
            with self._assistant.held():
                yield
                self._assistant.put(loaded)
                self.around = around
                put(around.library)
            self.around = replace(self.around, agencies=self._agencies())  # of the tables that came with it
            self.wanted = None
            self._assistant.settle()

        return swapping()

    def _around(self, version: str | None) -> Around:
        library = library_of(self._settings, self._engine, version)
        return Around(library, read_alarms(data_of(self._settings, version) / "safety.csv"), self._agencies())

    def _agencies(self) -> Agencies:
        with self._engine.connect().execution_options(read_only=True) as connection:
            return contacts_of_agencies(connection)

    def _at_first(self) -> Around:
        """Texts and tables until the live release is loaded: its own, or the present ones where it cannot be read."""
        live = self._live()
        try:
            return self._around(live)
        except Exception as error:
            log.error("what belongs to release %s cannot be read: %s", live, _kind(error))
            return self._around(None)

    def _live(self) -> str | None:
        with self._engine.connect().execution_options(read_only=True) as connection:
            return live_version(connection)

    def _failed_lately(self, version: str) -> bool:
        return (
            self._failed is not None
            and self._failed[0] == version
            and time.monotonic() - self._failed[1] < TRY_AGAIN_AFTER
        )


async def follow_forever(running: RunningRelease, every: float = EVERY) -> None:
    """Look each second; a database that is away for a moment is logged by its kind only."""
    while True:
        try:
            await run_in_threadpool(running.follow)
        except Exception as error:
            log.error("the live release could not be looked up: %s", type(error).__name__)
        await asyncio.sleep(every)


def _kind(error: Exception) -> str:
    return str(error) if isinstance(error, EmmaError) else type(error).__name__
