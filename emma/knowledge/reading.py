"""How actions read: one bound engine, search index and routing table; bound from the settings when nobody did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection, Engine

from emma.db.engine import open_engine
from emma.knowledge.form_words import FormWords, read_form_words
from emma.knowledge.phrases import Phrases, read_phrases
from emma.knowledge.routes import Route, read_routes
from emma.knowledge.search import Index, load_index
from emma.models import Release
from emma.nlu.encoder import load_encoder
from emma.settings import Settings, current

RELEASE = Release.__table__


@dataclass(frozen=True)
class Library:
    """What the actions read from."""

    engine: Engine
    index: Index | None
    routes: Mapping[str, Route]
    phrases: Phrases
    form_words: Sequence[FormWords]


_bound: Library | None = None


def bind(settings: Settings, engine: Engine) -> Library:
    """Make this process read from `engine` and the search index of the newest release."""
    global _bound
    index = _live_index(settings, engine)
    _bound = Library(
        engine,
        index,
        read_routes(settings.data / "routes.csv"),
        read_phrases(settings.data / "responses.yml"),
        read_form_words(settings.data / "form_words.csv"),
    )
    return _bound


def index_folder(models: Path, version: str) -> Path:
    """Where a release keeps its article index; written once, never changed while it may be read."""
    return models / f"{version}-index"


def _live_index(settings: Settings, engine: Engine) -> Index | None:
    if not inspect(engine).has_table(RELEASE.name):
        return None
    with engine.connect().execution_options(read_only=True) as connection:
        version = connection.execute(select(RELEASE.c.version).where(RELEASE.c.live.is_(True))).scalar()
    return load_index(index_folder(settings.models, version), load_encoder()) if version else None


def library() -> Library:
    """The bound library; `rasa run actions` and `rasa shell` get one from the settings at the first call."""
    return _bound or bind(current(), open_engine(current().database))


@contextmanager
def reading() -> Iterator[Connection]:
    """A read-only connection for the length of one action."""
    with library().engine.connect().execution_options(read_only=True) as connection:
        yield connection
