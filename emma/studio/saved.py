"""What a save gives back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Saved:
    """The file that was written and its digest now (the next `base`).

    `masked`: examples in which identifiers were masked, as they were saved. `stale`: the language that has not followed.
    """

    path: str
    digest: str
    masked: tuple[str, ...] = ()
    stale: str | None = None
    files: tuple[str, ...] = field(default=())
