"""What nobody publishes alone: the topics, articles and tables of gate.toml [second_person]."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.errors import SettingsError
from emma.models import FileVersion
from emma.words import TOPICS

VERSION = FileVersion.__table__
# The note of a version with which an article went to another name or topic; files that name it have the note too.
MOVED = re.compile(r"(knowledge/\S+\.md) → (knowledge/\S+\.md)(?::|$)")


@dataclass(frozen=True)
class SecondPerson:
    """`files` are paths below data/."""

    topics: frozenset[str]
    slugs: frozenset[str]
    files: frozenset[str]

    def needed(self, path: str, topics: frozenset[str] = frozenset()) -> bool:
        """Whether a file below data/ needs a second person. `topics`: what its front matter says, before and after;
        the folder of an article counts as well."""
        parts = PurePosixPath(path)
        article = parts.parts[0] == "knowledge"
        folder = {parts.parent.name} if article else set()
        return path in self.files or (article and (parts.stem in self.slugs or bool(self.topics & (topics | folder))))


def read_second_person(path: Path) -> SecondPerson:
    """Read the section of gate.toml. Raises SettingsError for a topic nobody knows or a missing list."""
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")).get("second_person", {})
    try:
        found = SecondPerson(*(frozenset(map(str, raw[name])) for name in ("topics", "slugs", "files")))
    except KeyError as missing:
        raise SettingsError(f"{path.name}: second_person has no list {missing}") from None
    if unknown := found.topics - TOPICS:
        raise SettingsError(f"{path.name}: second_person names the unknown topic {min(unknown)}")
    return found


def moved_from(note: str, path: str) -> str:
    """Where the article at `path` was before the version with this note; empty where that version did not move it."""
    moved = MOVED.match(note)
    return moved[1] if moved and moved[2] == path else ""


def left_behind(connection: Connection, path: str, live: Path | None) -> list[str]:
    """Where the live release (its data folder) has an article that was renamed or moved to `path` in the studio."""
    found: set[str] = set()
    left = [path]
    while left:
        here = left.pop()
        notes = select(VERSION.c.note).where(VERSION.c.path == here, VERSION.c.note.startswith("knowledge/"))
        fresh = {old for note in connection.execute(notes).scalars() if (old := moved_from(note, here))} - found
        left += fresh
        found |= fresh
    return sorted(one for one in found - {path} if live is not None and (live / one).is_file())
