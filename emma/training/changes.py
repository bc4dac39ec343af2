"""What a training would bring: files of data/ that differ from those the live release was trained with, and what the
check of the knowledge finds in them."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from sqlalchemy.engine import Engine

from emma.errors import KnowledgeError
from emma.knowledge.everything import check_all
from emma.knowledge.findings import Finding, Level, error
from emma.settings import Settings
from emma.training.folders import data_folder
from emma.training.releases import live_version
from emma.training.snapshot import data_files

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
KNOWLEDGE = "knowledge/"
Stamp = tuple[tuple[str, int, int], ...]

_lock = Lock()
_checked: dict[Path, tuple[Stamp, date, list[Finding]]] = {}


@dataclass(frozen=True)
class Change:
    """One file below data/ that differs. `slug` is that of an article, empty for other files."""

    path: str
    kind: str
    slug: str


@dataclass(frozen=True)
class Changes:
    """Beside the release `against`, None where none is live; `known` is false where its files are not kept here."""

    against: str | None
    known: bool
    articles: tuple[Change, ...] = ()
    others: tuple[Change, ...] = ()


def changes(engine: Engine, settings: Settings) -> Changes:
    """The files that were added, changed or removed since the snapshot of the live release."""
    with engine.connect().execution_options(read_only=True) as connection:
        against = live_version(connection)
    before = data_folder(settings.models, against) if against else None
    if before is None or not before.is_dir():
        return Changes(against, known=False)
    old, new = data_files(before), data_files(settings.data)
    found = []
    for path in sorted(old.keys() | new.keys()):
        kind = ADDED if path not in old else REMOVED if path not in new else CHANGED
        if kind != CHANGED or not filecmp.cmp(old[path], new[path], shallow=False):
            article = path.startswith(KNOWLEDGE) and path.endswith(".md")
            found.append(Change(path, kind, Path(path).stem if article else ""))
    articles, others = ([one for one in found if bool(one.slug) is wanted] for wanted in (True, False))
    return Changes(against, True, tuple(articles), tuple(others))


def hindrances(data: Path, today: date) -> list[Finding]:
    """The errors of `emma knowledge check`: with one of them no release goes live, so nothing is trained. Checked again
    only when a file has changed."""
    stamp = tuple((name, file.stat().st_mtime_ns, file.stat().st_size) for name, file in data_files(data).items())
    with _lock:
        known = _checked.get(data)
        if known is None or known[:2] != (stamp, today):
            known = _checked[data] = (stamp, today, _errors(data, today))
        return known[2]


def _errors(data: Path, today: date) -> list[Finding]:
    try:
        return [one for one in check_all(data, today) if one.level is Level.ERROR]
    except KnowledgeError as problem:
        return [error("", "unreadable", str(problem))]
