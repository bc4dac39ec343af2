"""What handoff.toml says: offer or queue per reason, and how long an offer stands; with it the rules of the desk."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from emma.errors import SettingsError
from emma.handoffs.desk_rules import DeskRules, read_desk
from emma.handoffs.packet import folded
from emma.words import Reason

Mode = Literal["offer", "queue"]


@dataclass(frozen=True)
class HandoffPolicy:
    """`mode[reason]` is offer or queue; an offer lapses after `offer_turns` turns; `hints` are words an agent minds."""

    mode: Mapping[Reason, Mode]
    offer_turns: int
    minutes_per_handoff: int
    desk: DeskRules
    hints: Mapping[str, tuple[str, ...]]


def read_policy(path: Path, *, demonstration: bool = True) -> HandoffPolicy:
    """Read `handoff.toml`, and `desk.toml` beside it. Raises SettingsError when an entry is missing or wrong."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    modes: dict[Reason, Mode] = {}
    for reason in Reason:
        mode = raw["reasons"].get(reason.value)
        if mode not in ("offer", "queue"):
            raise SettingsError(f"{path.name}: reasons.{reason.value} must be offer or queue, not {mode!r}")
        modes[reason] = mode
    desk = read_desk(path.with_name("desk.toml"), demonstration=demonstration)
    return HandoffPolicy(modes, int(raw["offer_turns"]), int(raw["minutes_per_handoff"]), desk, _hints(path.name, raw))


def _hints(name: str, raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    hints = {hint: tuple(words) for hint, words in raw.get("hints", {}).items()}
    for hint, words in hints.items():
        if not words or any(word != folded(word) for word in words):
            raise SettingsError(f"{name}: hints.{hint} must be lower case and without accents")
    return hints
