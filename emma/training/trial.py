"""Any release tried beside the live one: its model, its articles and tables in a database of its own, its index."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from sqlalchemy.engine import Engine

from emma.assistant.follow_up import read_follow_ups
from emma.assistant.replies import TurnResult
from emma.assistant.seam import EmbeddedRasa
from emma.assistant.turn import Input, run_turn
from emma.conversations.incoming import read_text
from emma.db.engine import open_engine
from emma.knowledge.contacts import contacts_of_agencies
from emma.knowledge.reading import data_folder, data_of, library_of, using
from emma.knowledge.seed import seed
from emma.language import read_words
from emma.models.base import Base
from emma.privacy import Agencies
from emma.safety import read_alarms
from emma.settings import Settings
from emma.training.folders import model_file
from emma.training.releases import fetch

ACTIONS = "actions"  # named, not imported: the assistant does not know them


class Trial:
    """An assistant of one release; use it in a `with` block. Turns of several threads go one after another.

    `own_data` is false for an old release that kept no data: then it speaks with the present articles and tables.
    Raises on entering: ReleaseUnknown, ReleaseBroken when the model cannot be had, TurnFailed when it cannot be loaded.
    """

    def __init__(self, settings: Settings, version: str, actions: str = ACTIONS) -> None:
        self.settings, self.version, self._actions = settings, version, actions
        self._lock = Lock()

    def __enter__(self) -> Trial:
        file = self._fetched()
        self.data = data_of(self.settings, self.version)
        self.own_data = data_folder(self.settings.models, self.version).is_dir()
        self._folder = tempfile.TemporaryDirectory(prefix="emma-trial-")
        try:
            self._rasa = EmbeddedRasa(file, self._actions)
            self._open(Path(self._folder.name) / "emma.db")
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library.engine.dispose()
        self._folder.cleanup()

    def turn(
        self, text: str, language: str | None = None, state: dict[str, Any] | None = None, **known: Any
    ) -> TurnResult:
        """One turn on a raw text: guard, emergency rule, assistant. `known` are further fields of Input."""
        read = read_text(text, self.agencies)
        given = Input(
            text=read.text,
            language=language or "en",
            language_settled=language is not None,
            alarm=self.alarms.heard(read.text),
            **known,
        )
        with self._lock, using(self.library):
            return asyncio.run(run_turn(self._rasa, given, state or {}, self.words, self.follow_ups))

    def parse(self, text: str) -> dict[str, Any]:
        """What the release's NLU makes of a text, after the guard."""
        with self._lock, using(self.library):
            return asyncio.run(self._rasa.parse(read_text(text, self.agencies).text))

    def _fetched(self) -> Path:
        """The model; from the archive when another host made it."""
        file = model_file(self.settings.models, self.version)
        if not file.exists():
            engine = open_engine(self.settings.database)
            try:
                file = fetch(engine, self.settings.models, self.version)
            finally:
                engine.dispose()
        return file

    def _open(self, file: Path) -> None:
        engine = open_engine(f"sqlite:///{file}")
        Base.metadata.create_all(engine)
        seed(engine, self.data)
        self.library = library_of(self.settings, engine, self.version)
        self.words = read_words(self.data / "language_words.csv")
        self.follow_ups = read_follow_ups(self.data)
        self.alarms = read_alarms(self.data / "safety.csv")
        self.agencies = _agencies(engine)


def _agencies(engine: Engine) -> Agencies:
    with engine.connect().execution_options(read_only=True) as connection:
        return contacts_of_agencies(connection)
