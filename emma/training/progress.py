"""How long work tells how far it is: `progress(stage, done, total)`; `total` is 0 where it is not known."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
