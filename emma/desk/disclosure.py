"""What disclosure.toml says an agent may and may not say, by what is known of the visitor and by the agent's tier."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from emma.errors import SettingsError
from emma.words import LANGUAGES


class Level(StrEnum):
    """What is known of the visitor."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    PROTECTED = "protected"


@dataclass(frozen=True)
class Card:
    """One card in one language."""

    title: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]


@dataclass(frozen=True)
class Disclosure:
    """`cards[name][language]`; the names are unverified, tier_1, tier_2 and protected."""

    cards: Mapping[str, Mapping[str, Card]]
    sources: tuple[str, ...]

    def card(self, level: Level, tiers: tuple[str, ...], language: str) -> dict[str, Any]:
        """The card beside the chat, for an agent of these tiers, in the agent's language."""
        name = level.value
        if level is Level.VERIFIED:
            name = "tier_2" if "2" in tiers else "tier_1"
        found = self.cards[name][language if language in LANGUAGES else "en"]
        return {"level": level.value, "title": found.title, "may": list(found.may), "may_not": list(found.may_not)}


def level_of(sensitive: bool, verified: bool) -> Level:
    """A protected matter stays protected whoever the visitor is shown to be."""
    if sensitive:
        return Level.PROTECTED
    return Level.VERIFIED if verified else Level.UNVERIFIED


def read_disclosure(path: Path) -> Disclosure:
    """Read `disclosure.toml`. Raises SettingsError when a card, a language or a line is missing."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        cards = {
            name: {language: _card(raw[name][language]) for language in LANGUAGES}
            for name in ("unverified", "tier_1", "tier_2", "protected")
        }
        return Disclosure(cards, tuple(raw["sources"]))
    except KeyError as missing:
        raise SettingsError(f"{path.name}: {missing.args[0]} is missing") from None


def _card(table: Mapping[str, Any]) -> Card:
    if not table["may"] or not table["may_not"]:
        raise SettingsError("disclosure.toml: every card says what may and what may not be said")
    return Card(str(table["title"]), tuple(table["may"]), tuple(table["may_not"]))
