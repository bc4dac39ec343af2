"""Counts that may be published: no cell under ten, and none that can be worked out from the others and the total."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

LEAST = 10
Key = TypeVar("Key", bound=Hashable)


def publishable(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """The counts, None for each that is withheld; a zero is shown, since it is nobody.

    Where one cell alone is withheld, or several that together are under ten, the next smallest goes too
    (secondary suppression): otherwise the total gives it away.
    """
    hidden = {key for key, count in counts.items() if 0 < count < LEAST}
    others = sorted((key for key, count in counts.items() if count >= LEAST), key=lambda key: counts[key])
    while hidden and others and (len(hidden) == 1 or sum(counts[key] for key in hidden) < LEAST):
        hidden.add(others.pop(0))
    return {key: None if key in hidden else count for key, count in counts.items()}


def publishable_total(counts: Mapping[Key, int]) -> int | None:
    """The sum, withheld when it is under ten itself."""
    total = sum(counts.values())
    return None if 0 < total < LEAST else total
