"""How actions read: one bound engine, search index and routing table; bound from the settings when nobody did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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
RESPONSES = "responses.yml"


@dataclass(frozen=True)
class Library:
    """What the actions read from."""

    engine: Engine
    index: Index | None
    routes: Mapping[str, Route]
    phrases: Phrases
    form_words: Sequence[FormWords]


_bound: Library | None = None
_used: ContextVar[Library | None] = ContextVar("library", default=None)


def bind(settings: Settings, engine: Engine) -> Library:
    """Make this process read from `engine` and what belongs to the live release."""
    return put(library_of(settings, engine, _live_version(engine)))


def put(found: Library) -> Library:
    """Make this process read from `found`. With a model, swap both while no turn runs (Assistant.swap)."""
    global _bound
    _bound = found
    return found


def library_of(settings: Settings, engine: Engine, version: str | None) -> Library:
    """What goes with a release: its index, and texts and word tables of the data it was trained with.

    Without a release, or for one that kept no data, the present files are read. Raises KnowledgeError or OSError when
    a file is missing or wrong.
    """
    data = data_of(settings, version)
    return Library(
        engine,
        load_index(index_folder(settings.models, version), load_encoder()) if version else None,
        read_routes(data / "routes.csv"),
        read_phrases(data / RESPONSES, settings.data / RESPONSES),  # a newer program may say what the release did not
        read_form_words(data / "form_words.csv"),
    )


def index_folder(models: Path, version: str) -> Path:
    """Where a release keeps its article index; written once, never changed while it may be read."""
    return models / f"{version}-index"


def data_folder(models: Path, version: str) -> Path:
    """The articles and tables that a release was trained with."""
    return models / f"{version}-data"


def data_of(settings: Settings, version: str | None) -> Path:
    """The data of a release; the present files where it kept none."""
    own = data_folder(settings.models, version) if version else None
    return own if own and own.is_dir() else settings.data


def _live_version(engine: Engine) -> str | None:
    if not inspect(engine).has_table(RELEASE.name):
        return None
    with engine.connect().execution_options(read_only=True) as connection:
        return connection.execute(select(RELEASE.c.version).where(RELEASE.c.live.is_(True))).scalar()


def library() -> Library:
    """The bound library; `rasa run actions` and `rasa shell` get one from the settings at the first call."""
    return _used.get() or _bound or bind(current(), open_engine(current().database))


@contextmanager
def using(other: Library) -> Iterator[None]:
    """Within this, and in tasks started within it, everything reads from `other` instead of what is bound."""
    token = _used.set(other)
    try:
        yield
    finally:
        _used.reset(token)


@contextmanager
def reading() -> Iterator[Connection]:
    """A read-only connection for the length of one action."""
    with library().engine.connect().execution_options(read_only=True) as connection:
        yield connection
