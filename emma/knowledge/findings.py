"""What a check of the knowledge says: findings by article, errors and warnings apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error stops a release; a warning is for the owner to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong with one article. `rule` is a word to search the documentation for."""

    level: Level
    slug: str
    rule: str
    why: str


def error(slug: str, rule: str, why: str) -> Finding:
    """A finding that stops a release."""
    return Finding(Level.ERROR, slug, rule, why)


def warning(slug: str, rule: str, why: str) -> Finding:
    """A finding to weigh."""
    return Finding(Level.WARNING, slug, rule, why)
