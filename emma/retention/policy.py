"""What retention.toml says: period, authority and the answer to a wish to erase, per class of record."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from emma.errors import SettingsError
from emma.settings import ROOT

PERIOD = re.compile(r"(\d{1,4}) (hour|day|year)s?")
UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "year": timedelta(days=366)}


class RecordClass(StrEnum):
    """The classes of record. A conversation is sensitive before it is with_agent before it is assistant_only."""

    ASSISTANT_ONLY = "assistant_only"
    WITH_AGENT = "with_agent"
    SENSITIVE = "sensitive"
    REQUESTS = "requests"
    INBOX = "inbox"
    AUDIT = "audit"
    METRICS = "metrics"
    RATE_LIMITS = "rate_limits"


CONVERSATIONS = (RecordClass.ASSISTANT_ONLY, RecordClass.WITH_AGENT, RecordClass.SENSITIVE)


class Wish(StrEnum):
    """What a visitor's wish to erase does to records of a class."""

    IMMEDIATE = "immediate"
    HIDE = "hide"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Rule:
    """The rule of one class; `told` is the period in words, and no period means without end."""

    period: timedelta | None
    told: str
    authority: str
    erase: Wish

    def cutoff(self, moment: datetime) -> datetime | None:
        """Records last touched before this moment are over."""
        return None if self.period is None else moment - self.period


@dataclass(frozen=True)
class RetentionPolicy:
    """All rules."""

    rules: Mapping[RecordClass, Rule]

    def days(self) -> dict[str, int]:
        """Days per class of conversation and of service requests, for the page that tells visitors."""
        periods = {name: self.rules[name].period for name in (*CONVERSATIONS, RecordClass.REQUESTS)}
        return {name.value: period.days for name, period in periods.items() if period is not None}


def read_policy(path: Path) -> RetentionPolicy:
    """Read `retention.toml`. Raises SettingsError when a class is missing or a word is wrong."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(raw) - set(RecordClass)
    if unknown:
        raise SettingsError(f"{path.name}: unknown class {', '.join(sorted(unknown))}")
    rules: dict[RecordClass, Rule] = {}
    for name in RecordClass:
        table = raw.get(name, {})
        if not table.get("authority"):
            raise SettingsError(f"{path.name}: {name}.authority is missing")
        if table.get("erase") not in list(Wish):
            raise SettingsError(f"{path.name}: {name}.erase must be immediate, hide or refuse")
        told = str(table.get("period", ""))
        period = _period(f"{path.name}: {name}.period", told)
        rules[name] = Rule(period, told, str(table["authority"])[:200], Wish(table["erase"]))
    return RetentionPolicy(rules)


def _period(where: str, text: str) -> timedelta | None:
    if text == "endless":
        return None
    found = PERIOD.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise SettingsError(f"{where} must be like 30 days, 3 years, 1 hour or endless")
    return int(found[1]) * UNITS[found[2]]


@cache
def policy() -> RetentionPolicy:
    """retention.toml of this process, read at the first call."""
    return read_policy(ROOT / "retention.toml")
