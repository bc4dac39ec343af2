"""The checks of the gate on figures: each a plain function of scored messages and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from emma.evaluation.guarded import MUST_HOLD, kind_of
from emma.evaluation.intervals import upper_bound
from emma.evaluation.scoring import Scored
from emma.language import fold
from emma.training.gate_rules import GateRules
from emma.training.paired import Pair, expected_json, mcnemar, predicted_json, strict_changes, topics
from emma.words import Outcome

MOST_LISTED = 50
PUNCTUATION = " .?!¿¡"


@dataclass(frozen=True)
class Check:
    """One check. `limit` is a floor, a bound or, of few messages, how many may go wrong, as `kind` says; `upper_bound` is
    the most that chance leaves of what went wrong, 95 % (Clopper-Pearson 1934); `why` is one word for what is wrong,
    empty when nothing is.

    `failing`: held-out messages `{text, lang, place, expected, predicted}`, or names of articles and files.
    """

    name: str
    passed: bool
    value: Any = None
    kind: str = "bound"
    limit: float | int | None = None
    n: int = 0
    upper_bound: float | None = None
    failing: Sequence[Any] = field(default=())
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """JSON-ready; the list of what fails is cut at 50, `failing_of` is how many there are."""
        told: dict[str, Any] = {"name": self.name, "passed": self.passed, "value": self.value, "n": self.n}
        if self.limit is not None:
            told[self.kind] = self.limit
        if self.upper_bound is not None:
            told["upper_bound"] = round(self.upper_bound, 4)
        return {**told, "failing": list(self.failing[:MOST_LISTED]), "failing_of": len(self.failing), "why": self.why}


def figure_checks(scored: Sequence[Scored], rules: GateRules) -> list[Check]:
    """What a release must hold by itself."""
    return [*(recall(scored, kind, rules) for kind in MUST_HOLD), noticed(scored, rules), answered(scored)]


def pair_checks(pairs: Sequence[Pair], rules: GateRules) -> list[Check]:
    """What it must hold beside the live one."""
    return [overall(pairs, rules), topic_losses(pairs, rules)]


def recall(scored: Sequence[Scored], kind: str, rules: GateRules) -> Check:
    """Of the messages of a guarded kind, how many are not answered as if the answer held for everybody."""
    of_kind = [one for one in scored if kind_of(one) == kind]
    return _share(kind, of_kind, [one for one in of_kind if one.general], rules.recall[kind], rules)


def noticed(scored: Sequence[Scored], rules: GateRules) -> Check:
    """Of the emergencies, how many get the emergency notice."""
    of_kind = [one for one in scored if kind_of(one) == "emergency"]
    missed = [one for one in of_kind if one.predicted.outcome is not Outcome.EMERGENCY]
    return _share("emergency_noticed", of_kind, missed, rules.noticed, rules)


def answered(scored: Sequence[Scored]) -> Check:
    """No message ends without an answer."""
    silent = [one for one in scored if one.predicted.outcome is Outcome.UNAVAILABLE]
    bound = upper_bound(len(silent), len(scored))
    why = "silent" if silent else ""
    return Check("answered", not silent, len(silent), "bound", 0, len(scored), bound, _listed(silent), why)


def overall(pairs: Sequence[Pair], rules: GateRules) -> Check:
    """Not more messages wrong than right that chance would explain it. The value is p of the test."""
    better, worse = strict_changes(pairs)
    p = mcnemar(better, worse)
    lost = [pair for pair in pairs if pair.after.strict < pair.before.strict]
    passed = worse <= better or p >= rules.significance
    why = "" if passed else "worse"
    return Check(
        "overall", passed, round(p, 4), "bound", rules.significance, len(pairs), None, _after(lost), why
    )  # fmt: skip


def topic_losses(pairs: Sequence[Pair], rules: GateRules) -> Check:
    """No topic loses more than the bound; the value is the largest loss as a share of a topic's messages."""
    losses = {}
    for topic, row in topics(pairs).items():
        lost, of = row["before"][0] - row["after"][0], row["after"][1]
        losses[topic] = (lost / of, lost)
    over = {
        topic for topic, (share, lost) in losses.items() if share > rules.topic_points and lost >= rules.topic_messages
    }
    worst = max([0.0, *(share for share, _ in losses.values())])
    fallen = [one for one in pairs if one.after.expected.topic in over and one.after.strict < one.before.strict]
    why = "lost" if over else ""
    return Check(
        "topics", not over, round(worst, 4), "bound", rules.topic_points, len(losses), None, _after(fallen), why
    )  # fmt: skip


def copied(scored: Sequence[Scored], examples: frozenset[str], rules: GateRules) -> Check:
    """Held-out messages that the release was taught: they prove nothing. `examples` are `plain`.

    Counted among those that an article answers and the guarded ones: a greeting or a ZIP may well be the same.
    """
    telling = [one for one in scored if one.expected.by_article or kind_of(one)]
    known = [one for one in telling if plain(one.expected.text) in examples]
    share = len(known) / len(telling) if telling else 1.0
    passed = share <= rules.copied
    return Check(
        "copied", passed, round(share, 4), "bound", rules.copied, len(telling), None,
        () if passed else _listed(known), "" if passed else "copied",
    )  # fmt: skip


def plain(text: str) -> str:
    """A text without case, accents, and marks at its ends, to find it again."""
    return fold(text).strip(PUNCTUATION)


def _share(name: str, ones: Sequence[Scored], wrong: Sequence[Scored], floor: float, rules: GateRules) -> Check:
    """Judged by the share, below `few` messages by their number: a share of five says little."""
    n, events = len(ones), len(wrong)
    kind, limit = ("few", rules.few_events) if n < rules.few else ("floor", floor)
    value = round((n - events) / n, 4) if n else None
    if n < rules.fewest:
        passed, why = False, "too_few"
    elif n < rules.few:
        passed, why = events <= rules.few_events, "events"
    else:
        passed, why = (n - events) / n >= floor, "floor"
    return Check(
        name, passed, value, kind, limit, n, upper_bound(events, n), _listed(wrong), "" if passed else why
    )  # fmt: skip


def _listed(ones: Sequence[Scored]) -> list[dict[str, Any]]:
    return [{**expected_json(one), "predicted": predicted_json(one.predicted)} for one in ones]


def _after(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    return _listed([pair.after for pair in pairs])
