"""The checks of the gate on files: the knowledge itself, translations that did not follow, a second person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.errors import EmmaError
from emma.knowledge.everything import check_all
from emma.knowledge.findings import Level
from emma.models import FileVersion
from emma.nlu.articles import load_articles
from emma.nlu.examples import read_examples
from emma.training.gate_checks import Check, plain
from emma.training.second_person import SecondPerson
from emma.words import LANGUAGES

VERSIONS = FileVersion.__table__
ARTICLES = "knowledge"


def knowledge(errors: Sequence[str]) -> Check:
    """`emma knowledge check` finds no error in the data of the release."""
    return Check("knowledge", not errors, len(errors), "bound", 0, failing=errors, why="errors" if errors else "")


def translations(changed: Sequence[str], versions: Callable[[str], Any | None]) -> Check:
    """No changed article has a language that did not follow the other. `versions(path)` is what the studio kept."""
    articles = [path for path in changed if path.startswith(f"{ARTICLES}/")]
    stale = [path for path in articles if (row := versions(path)) is not None and row.stale]
    return Check(
        "translations", not stale, len(stale), "bound", 0, len(articles), None, stale, "stale" if stale else ""
    )


def second_person(
    changed: Sequence[str],
    topics: Callable[[str], frozenset[str]],
    versions: Callable[[str], Any | None],
    rules: SecondPerson,
    left: Callable[[str], Iterable[str]] = lambda path: (),
) -> Check:
    """Each changed file that one person does not publish alone was approved by another one.

    A file that the studio did not write came by git and was reviewed there: it has no row. `left(path)`: where the
    article still is in the live release: another name and another topic do not free it of its second person.
    """
    asked = [path for path in changed if any(rules.needed(one, topics(one)) for one in (path, *left(path)))]
    rows = {path: row for path in asked if (row := versions(path)) is not None}
    alone = [path for path, row in rows.items() if not row.approved_by or row.approved_by == row.author]
    return Check("second_person", not alone, len(alone), "bound", 0, len(asked), None, alone, "alone" if alone else "")


def changed_files(after: Path, before: Path | None) -> list[str]:
    """Paths below a data folder that are new or have other bytes than before; all of them where there is no before."""
    found = []
    for path in sorted(after.rglob("*")):
        name = path.relative_to(after)
        if not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        old = before / name if before else None
        if old is None or not old.is_file() or old.read_bytes() != path.read_bytes():
            found.append(name.as_posix())
    return found


def kept_version(connection: Connection, data: Path, path: str) -> Any | None:
    """The newest row of the studio that has exactly the bytes of this file; None for a file that came by git."""
    digest = hashlib.sha256((data / path).read_bytes()).hexdigest()
    columns = (VERSIONS.c.author, VERSIONS.c.stale, VERSIONS.c.approved_by)
    query = select(*columns).where(VERSIONS.c.path == path, VERSIONS.c.digest == digest)
    return connection.execute(query.order_by(VERSIONS.c.id.desc()).limit(1)).first()


def topics_in(*folders: Path | None) -> Callable[[str], frozenset[str]]:
    """`topics(path)`: what the front matter of an article says in any of these data folders."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for article in load_articles(folder / ARTICLES) if folder else ():
            found.setdefault(article.slug, set()).add(article.topic)
    return lambda path: frozenset(found.get(PurePosixPath(path).stem, ()))


def errors_in(data: Path, today: date) -> tuple[str, ...]:
    """The errors of `emma knowledge check`, `slug: rule: why` each; remembered while no file changes."""
    return _errors(data, today, _stamp(data))


def examples_in(data: Path) -> frozenset[str]:
    """Every example that the data teach, as `plain`; remembered while no file changes."""
    return _examples(data, _stamp(data))


@lru_cache(maxsize=8)
def _errors(data: Path, today: date, stamp: int) -> tuple[str, ...]:
    try:
        found = check_all(data, today)
    except (EmmaError, OSError) as error:
        return (str(error),)
    return tuple(f"{one.slug}: {one.rule}: {one.why}" for one in found if one.level is Level.ERROR)


@lru_cache(maxsize=8)
def _examples(data: Path, stamp: int) -> frozenset[str]:
    found = [text for texts in read_examples(data / "nlu").values() for text in texts]
    for article in load_articles(data / ARTICLES):
        if not article.draft:
            found += [text for language in LANGUAGES for text in article.examples[language]]
    return frozenset(map(plain, found))


def _stamp(data: Path) -> int:
    """Another number as soon as a file is written, added or removed."""
    return hash(tuple(sorted((str(path), path.stat().st_mtime_ns) for path in data.rglob("*"))))
