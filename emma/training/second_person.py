"""What nobody publishes alone: the topics, articles and tables of gate.toml [second_person]."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from emma.errors import SettingsError
from emma.words import TOPICS


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
