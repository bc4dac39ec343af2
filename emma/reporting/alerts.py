"""What a supervisor is alerted to, most urgent first. Pure: figures in, alerts out; the words are in texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from emma.handoffs.desk_rules import DeskRules
from emma.reporting.served import Served

ENOUGH = 5  # served in the last hour before a share means anything


@dataclass(frozen=True)
class Alert:
    """One thing to act on; `kind` names its text, `values` fill it."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)


def alerts(
    lanes: Sequence[dict[str, Any]],
    conversations: Sequence[dict[str, Any]],
    last_hour: Served,
    rules: DeskRules,
    moment: datetime,
) -> list[Alert]:
    """Danger that waits, lanes with nobody, long waits, shares below their targets, visitors without an answer."""
    waiting = [one for one in conversations if one["agent"] is None]
    danger = sum(1 for one in waiting if one["safety"])
    found = [Alert("danger", {"n": danger})] if danger else []
    limit = rules.service_minutes * 60
    for lane in lanes:
        where = {"tier": lane["tier"], "language": lane["language"], "n": lane["waiting"]}
        if lane["waiting"] and not lane["agents"]:
            found.append(Alert("unstaffed", where))
        elif lane["oldest"] > limit:
            found.append(Alert("long_wait", {**where, "minutes": lane["oldest"] // 60}))
    found += _shares(last_hour, rules)
    silent = [one for one in conversations if _unanswered(one, rules, moment)]
    return found + [Alert("unanswered", {"agent": one["agent"]["name"], "id": one["id"]}) for one in silent]


def _shares(last_hour: Served, rules: DeskRules) -> list[Alert]:
    watched = (
        ("service_level", last_hour.in_time, rules.service_level),
        ("promise", last_hour.as_promised, rules.kept),
    )
    return [
        Alert(kind, {"percent": share.percent, "target": round(target * 100)})
        for kind, share, target in watched
        if share.of >= ENOUGH and share.below(target)
    ]


def _unanswered(one: dict[str, Any], rules: DeskRules, moment: datetime) -> bool:
    """The visitor's word has stood for as long as a visitor may be silent before being warned."""
    if one["agent"] is None or not one["visitor_word_at"]:
        return False
    word = datetime.fromisoformat(one["visitor_word_at"])
    if one["agent_word_at"] and datetime.fromisoformat(one["agent_word_at"]) >= word:
        return False
    claimed = datetime.fromisoformat(one["claimed_at"]) if one["claimed_at"] else word
    return moment - max(word, claimed) > rules.idle_warning
