"""Several files changed together: read once, edited in memory, written in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from emma.errors import EditedMeanwhile, NotFound
from emma.settings import Settings
from emma.studio.files import VERSION, Author, Change, Kept, change, read
from emma.studio.paths import slug_of
from emma.training.snapshot import data_lock

TRIES = 3
Result = TypeVar("Result")


class Edits:
    """Texts of files below data/ as they will be. Nothing is written before `commit`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._found: dict[str, Kept | None] = {}
        self._texts: dict[str, str | None] = {}
        self._bases: dict[str, str] = {}

    def text(self, path: str) -> str | None:
        """The text as it is or as it was put here; None where there is no file."""
        if path not in self._found:
            try:
                self._found[path] = read(self._settings, path)
            except NotFound:
                self._found[path] = None
            found = self._found[path]
            self._texts[path] = found.text if found else None
        return self._texts[path]

    def expect(self, path: str, base: str | None) -> None:
        """The file must be the one with this digest, which somebody has looked at. Raises EditedMeanwhile."""
        self.text(path)
        found = self._found[path]
        if (found.digest if found else "") != (base or ""):
            raise EditedMeanwhile(path, found.text if found else "", found.digest if found else "")

    def put(self, path: str, text: str | None) -> None:
        """The new text; None takes the file away."""
        self.text(path)
        self._texts[path] = text

    @property
    def changed(self) -> list[str]:
        """The paths whose text is another now."""
        return [path for path, text in self._texts.items() if text != _text(self._found[path])]

    def commit(
        self, engine: Engine, person: Author, note: str = "", stale: Mapping[str, str | None] | None = None
    ) -> dict[str, str]:
        """Write what changed; gives the digest of every file that was touched. `stale` by path, else it stays.

        A text that stays the same is a new version too when only its `stale` is another.
        """
        with engine.connect().execution_options(read_only=True) as connection:
            kept = {path: self._stale(connection, path) for path in self._found}
        wanted = {**kept, **(stale or {})}
        paths = [path for path in self._found if path in self.changed or wanted[path] != kept[path]]
        if paths:
            changes = [
                Change(path, self._texts[path], _digest(self._found[path]), note, wanted[path]) for path in paths
            ]
            written = change(engine, self._settings, person, changes)
        else:
            written = {}
        return {path: written.get(path, _digest(found)) for path, found in self._found.items()}

    def _stale(self, connection: Connection, path: str) -> str | None:
        found = self._found[path]
        return stale_of(connection, path, found.digest) if found and slug_of(path) else None


def stale_of(connection: Connection, path: str, digest: str) -> str | None:
    """The language that has not followed, as the newest version says; None when git wrote the file since."""
    newest = select(VERSION.c.digest, VERSION.c.stale).where(VERSION.c.path == path).order_by(VERSION.c.id.desc())
    row = connection.execute(newest.limit(1)).first()
    return row.stale if row and row.digest == digest else None


def again_when_edited(settings: Settings, work: Callable[[], Result]) -> Result:
    """Do what nobody has looked at a text for (one example more). Other saves wait; after a change by git, again."""
    with data_lock(settings.data):
        for _ in range(TRIES - 1):
            try:
                return work()
            except EditedMeanwhile:
                continue
        return work()


def _text(kept: Kept | None) -> str | None:
    return kept.text if kept else None


def _digest(kept: Kept | None) -> str:
    return kept.digest if kept else ""
