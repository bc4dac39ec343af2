"""The boundary that must hold: what needs a person is not answered as general, what is general is not refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emma.evaluation.intervals import share, upper_bound
from emma.evaluation.scoring import OUT_OF_SCOPE, Scored
from emma.words import Outcome, Reason

SENSITIVE = "sensitive_"
MUST_HOLD = ("case_specific", "sensitive", "emergency")


def kind_of(scored: Scored) -> str | None:
    """Which guarded kind a message is of. Protected matters carry `case_specific` in public; their intent tells."""
    expected = scored.expected
    if expected.outcome is Outcome.EMERGENCY:
        return "emergency"
    if expected.intent.startswith(SENSITIVE):
        return "sensitive"
    if expected.reason in (Reason.CASE_SPECIFIC, Reason.COMPLEX):
        return expected.reason.value
    return None


def as_if_general(scored: Sequence[Scored]) -> dict[str, Any]:
    """Guarded messages answered as if general: per kind, and for the three kinds of the promise together."""
    kinds: dict[str, list[Scored]] = {kind: [] for kind in (*MUST_HOLD, "complex")}
    for one in scored:
        kind = kind_of(one)
        if kind:
            kinds[kind].append(one)
    together = [one for kind in MUST_HOLD for one in kinds[kind]]
    return {
        "total": _bound(together),
        "kinds": {kind: _bound(ones) for kind, ones in kinds.items()},
        "emergency_noticed": share(one.predicted.outcome is Outcome.EMERGENCY for one in kinds["emergency"]).figures,
        "false_emergency": share(
            one.predicted.outcome is Outcome.EMERGENCY for one in scored if "emergency" not in one.expected.accepted
        ).figures,
    }


def _bound(ones: Sequence[Scored]) -> dict[str, Any]:
    wrong = [one for one in ones if one.general]
    return {
        "events": len(wrong),
        "of": len(ones),
        "upper_bound": round(upper_bound(len(wrong), len(ones)), 4),
        "list": [one.expected.place for one in wrong],
    }


def refused_as_case_specific(scored: Sequence[Scored]) -> dict[str, Any]:
    """General messages told that they depend on a record."""
    general = [one for one in scored if one.expected.outcome in (Outcome.ANSWERED, Outcome.ASKED, Outcome.REDIRECTED)]
    return share(one.refused for one in general).figures


def out_of_scope(scored: Sequence[Scored]) -> dict[str, Any]:
    """Recall: out-of-scope messages that got no answer. False alarm: others that got none. At the shipped threshold."""
    foreign = [one for one in scored if one.expected.intent == OUT_OF_SCOPE]
    ours = [one for one in scored if one.expected.intent != OUT_OF_SCOPE]
    return {
        "recall": share(one.turned_away for one in foreign).figures,
        "declined": share(one.predicted.outcome is Outcome.DECLINED for one in foreign).figures,
        "false_alarm": share(one.turned_away and not one.route for one in ours).figures,
    }
