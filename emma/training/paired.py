"""Two releases on the same messages: each message before and after, and whether chance explains the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emma.evaluation.predictions import Prediction
from emma.evaluation.scoring import Scored


@dataclass(frozen=True)
class Pair:
    """One held-out message with what the release before and the one after made of it."""

    before: Scored
    after: Scored

    @property
    def change(self) -> int:
        """1 where it became right, -1 where it became wrong, 0 otherwise: outcome and topic decide (strict); where they
        did not change, whether the right article comes first."""
        strict = self.after.strict - self.before.strict
        if strict or not self.after.expected.by_article:
            return strict
        return self.after.first - self.before.first

    @property
    def moved(self) -> bool:
        """Something else is answered, right or wrong."""
        return destination(self.before.predicted) != destination(self.after.predicted)

    def as_json(self) -> dict[str, Any]:
        """`{text, lang, place, expected, before, after}`; the last three are `{outcome, topic, meaning}`."""
        return {
            **expected_json(self.after),
            "before": predicted_json(self.before.predicted),
            "after": predicted_json(self.after.predicted),
        }


def paired(before: Sequence[Scored], after: Sequence[Scored]) -> list[Pair]:
    """The messages that both have, in the order of `after`."""
    known = {(one.expected.text, one.expected.lang): one for one in before}
    keys = [(one.expected.text, one.expected.lang) for one in after]
    return [Pair(known[key], one) for key, one in zip(keys, after, strict=True) if key in known]


def mcnemar(better: int, worse: int) -> float:
    """How likely chance alone gives a difference as large, 0 to 1: McNemar's test (1947) on the messages that changed,
    in its exact two-sided form, the binomial test with 1/2."""
    if better + worse == 0:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(worse, better + worse, 0.5).pvalue)


def strict_changes(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many became right and how many wrong in outcome and topic."""
    changes = [pair.after.strict - pair.before.strict for pair in pairs]
    return changes.count(1), changes.count(-1)


def topics(pairs: Sequence[Pair]) -> dict[str, dict[str, list[int]]]:
    """`topic -> {"before": [right, of], "after": [right, of]}` by the expected topic."""
    found: dict[str, dict[str, list[int]]] = {}
    for pair in sorted(pairs, key=lambda one: one.after.expected.topic):
        row = found.setdefault(pair.after.expected.topic, {"before": [0, 0], "after": [0, 0]})
        for name, one in (("before", pair.before), ("after", pair.after)):
            row[name][0] += one.strict
            row[name][1] += 1
    return found


def destination(predicted: Prediction) -> tuple[str, str, str]:
    """Where a message goes: what is done, the first article shown, the reading behind it."""
    return predicted.outcome.value, (predicted.articles or ("",))[0], predicted.label


def expected_json(scored: Scored) -> dict[str, Any]:
    """A held-out message with what is expected of it."""
    expected = scored.expected
    told = {"outcome": expected.outcome.value, "topic": expected.topic, "meaning": expected.intent}
    return {"text": expected.text, "lang": expected.lang, "place": expected.place, "expected": told}


def predicted_json(predicted: Prediction) -> dict[str, str]:
    """What became of a message."""
    meaning = f"ask/{predicted.articles[0]}" if predicted.articles else predicted.label
    return {"outcome": predicted.outcome.value, "topic": predicted.topic, "meaning": meaning}
