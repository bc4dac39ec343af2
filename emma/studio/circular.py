"""Related articles that lead nowhere else: visitors who follow them come back to where they were."""

from __future__ import annotations

from collections.abc import Mapping


def circle(related: Mapping[str, tuple[str, ...]], slug: str) -> list[str]:
    """The circle that starts at `slug`: each offers only the next one, the last one only the first. Empty if none.

    Two articles that name each other and others too are fine: there is a way on.
    """
    chain = [slug]
    while True:
        onward = tuple(dict.fromkeys(related.get(chain[-1], ())))
        if len(onward) != 1:
            return []
        if onward[0] == slug:
            return chain
        if onward[0] in chain:
            return []
        chain.append(onward[0])
