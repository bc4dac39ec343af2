"""What handoff.toml says: offer or queue per reason, and how long an offer stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emma.errors import SettingsError
from emma.words import Reason

Mode = Literal["offer", "queue"]


@dataclass(frozen=True)
class HandoffPolicy:
    """`mode[reason]` is offer or queue; an offer lapses after `offer_turns` turns of the visitor."""

    mode: Mapping[Reason, Mode]
    offer_turns: int
    minutes_per_handoff: int


def read_policy(path: Path) -> HandoffPolicy:
    """Read `handoff.toml`. Raises SettingsError when a reason is missing or a word is wrong."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    modes: dict[Reason, Mode] = {}
    for reason in Reason:
        mode = raw["reasons"].get(reason.value)
        if mode not in ("offer", "queue"):
            raise SettingsError(f"{path.name}: reasons.{reason.value} must be offer or queue, not {mode!r}")
        modes[reason] = mode
    return HandoffPolicy(modes, int(raw["offer_turns"]), int(raw["minutes_per_handoff"]))
