"""What gate.toml says: floors, bounds and what one person does not publish alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emma.errors import SettingsError
from emma.evaluation.guarded import MUST_HOLD
from emma.settings import ROOT, Settings
from emma.training.second_person import SecondPerson, read_second_person

NAME = "gate.toml"


@dataclass(frozen=True)
class GateRules:
    """Shares are 0 to 1. `recall[kind]`: floor of what is not answered as if general. Below `few` messages of a kind at
    most `few_events` may go wrong instead; with fewer than `fewest` nothing is known."""

    recall: Mapping[str, float]
    noticed: float
    few: int
    few_events: int
    fewest: int
    significance: float
    topic_points: float
    topic_messages: int
    copied: float
    second_person: SecondPerson


def gate_file(settings: Settings) -> Path:
    """The gate.toml beside the data folder; where there is none, the one of Emma."""
    own = settings.data.parent / NAME
    return own if own.exists() else ROOT / NAME


def read_gate(path: Path) -> GateRules:
    """Read gate.toml. Raises SettingsError for an entry that is missing or out of range: no rule is ever left out."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        rules = GateRules(
            recall={kind: float(raw["recall"][kind]) for kind in MUST_HOLD},
            noticed=float(raw["emergency"]["noticed"]),
            few=int(raw["few"]["few"]),
            few_events=int(raw["few"]["events"]),
            fewest=int(raw["few"]["fewest"]),
            significance=float(raw["overall"]["significance"]),
            topic_points=float(raw["topics"]["points"]),
            topic_messages=int(raw["topics"]["messages"]),
            copied=float(raw["copied"]["share"]),
            second_person=read_second_person(path),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise SettingsError(f"{path.name}: missing or wrong: {wrong}") from None
    shares = {**rules.recall, "noticed": rules.noticed, "significance": rules.significance, "copied": rules.copied}
    if bad := [name for name, share in shares.items() if not 0 <= share <= 1]:
        raise SettingsError(f"{path.name}: {', '.join(bad)} must be between 0 and 1")
    return rules
