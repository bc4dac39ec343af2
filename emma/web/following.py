"""Texts, alarms and the agencies' own numbers of whatever release runs now, for services that were wired once."""

from __future__ import annotations

import re
from collections.abc import Callable

from emma.knowledge.phrases import Phrases
from emma.privacy import Agencies
from emma.safety import Alarms


class FollowingPhrases(Phrases):
    """The phrases of the release that runs now."""

    def __init__(self, now: Callable[[], Phrases]) -> None:
        self._now = now

    def text(self, key: str, language: str, **variables: str) -> str:
        """The text with its variables filled."""
        return self._now().text(key, language, **variables)

    def has(self, key: str) -> bool:
        """Whether somebody wrote this response."""
        return self._now().has(key)


class FollowingAlarms(Alarms):
    """The emergency phrases of the release that runs now."""

    def __init__(self, now: Callable[[], Alarms]) -> None:
        object.__setattr__(self, "_now", now)

    @property
    def patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:  # type: ignore[override]
        """Compiled phrases, in the order of the file."""
        return self._now().patterns  # type: ignore[attr-defined]


class FollowingAgencies:
    """The agencies' own telephones, addresses and mailboxes, as the tables of the release that runs now say them."""

    def __init__(self, now: Callable[[], Agencies]) -> None:
        self._now = now

    @property
    def numbers(self) -> frozenset[str]:
        """National digits of telephones."""
        return self._now().numbers

    @property
    def addresses(self) -> frozenset[str]:
        """Street lines."""
        return self._now().addresses

    @property
    def emails(self) -> frozenset[str]:
        """Mailboxes in lower case."""
        return self._now().emails
