"""Releases of the tests that need no training: a small model file, an index, and a snapshot of a few articles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.models import Article, Audit
from emma.settings import Settings
from emma.training.archive import pack
from emma.training.folders import data_folder, index_folder, model_file
from emma.training.releases import EVENT, add_release, live_version

ARTICLES = Article.__table__
TITLE = "title:\n  en: "


def made(engine: Engine, settings: Settings, version: str, data: Path, edition: str, *, live: bool = False) -> str:
    """Keep a release whose articles say `edition` in their titles."""
    models = settings.models
    models.mkdir(parents=True, exist_ok=True)
    shutil.copytree(data, data_folder(models, version))
    for path in (data_folder(models, version) / "knowledge").rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace(TITLE, f"{TITLE}{edition} ", 1), encoding="utf-8")
    index_folder(models, version).mkdir()
    (index_folder(models, version) / "words").write_text(edition, encoding="utf-8")
    model_file(models, version).write_text(f"the model {version}", encoding="utf-8")
    archive = models / ".archive"
    pack(models, version, archive)
    add_release(engine, version, model_file(models, version), {}, live=live, digest=edition, archive=archive)
    archive.unlink()
    return version


def live(engine: Engine) -> str | None:
    """The version that is live."""
    with engine.connect() as connection:
        return live_version(connection)


def titles(engine: Engine) -> set[str]:
    """First words of the English titles in the database: the edition that is served."""
    with engine.connect() as connection:
        return {row.title["en"].split()[0] for row in connection.execute(select(ARTICLES))}


def events(engine: Engine) -> list[tuple[str, str]]:
    """Kind and version of what became of the releases, leaving out how they were made."""
    with engine.connect() as connection:
        rows = connection.execute(select(EVENT).where(EVENT.c.kind != "trained").order_by(EVENT.c.id)).all()
    return [(row.kind, row.version) for row in rows]


def audited(engine: Engine) -> list[tuple[str, str, str]]:
    """Who did what to which release."""
    audit = Audit.__table__
    with engine.connect() as connection:
        rows = connection.execute(select(audit).where(audit.c.action.like("release.%")).order_by(audit.c.id)).all()
    return [(row.actor, row.action, row.subject) for row in rows]


@dataclass(frozen=True)
class Says:
    """A gate that says the same of every release."""

    passed: bool

    def __call__(self, engine: Engine, settings: Settings, release: str) -> Says:
        return self

    def as_json(self) -> dict[str, Any]:
        """A verdict with one check."""
        return {"passed": self.passed, "checks": [{"name": "made up", "passed": self.passed}]}


@dataclass
class Loader:
    """Stands in for the process that loads: remembers what was loaded aside and what was swapped in."""

    loaded: list[str] = field(default_factory=list)
    swapped: list[str] = field(default_factory=list)

    def __call__(self, file: Path, version: str) -> Any:
        assert file.exists()
        self.loaded.append(version)
        return self._swapping(version)

    @contextmanager
    def _swapping(self, version: str) -> Iterator[None]:
        yield
        self.swapped.append(version)
