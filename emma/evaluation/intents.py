"""Precision, recall and F1 of each intent, and the confusions that happen most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from emma.evaluation.scoring import Scored


def per_intent(scored: Sequence[Scored]) -> dict[str, dict[str, Any]]:
    """For each expected or predicted intent: counts, precision, recall, F1; None where there is nothing to divide by.

    A prediction that the held-out file accepts (`also`) counts as the expected intent.
    """
    expected = Counter(one.expected.intent for one in scored)
    predicted = Counter(one.meaning for one in scored)
    right = Counter(one.expected.intent for one in scored if one.lenient)
    table: dict[str, dict[str, Any]] = {}
    for name in sorted(expected | predicted):
        precision = right[name] / predicted[name] if predicted[name] else None
        recall = right[name] / expected[name] if expected[name] else None
        total = expected[name] + predicted[name]
        table[name] = {
            "expected": expected[name],
            "predicted": predicted[name],
            "precision": _rounded(precision),
            "recall": _rounded(recall),
            "f1": _rounded(2 * right[name] / total),
        }
    return table


def macro_f1(table: dict[str, dict[str, Any]]) -> float:
    """The mean F1 of the intents that are expected at least once."""
    values = [row["f1"] for row in table.values() if row["expected"]]
    return round(sum(values) / len(values), 4) if values else 0.0


def confusions(scored: Sequence[Scored], most: int = 20) -> list[dict[str, Any]]:
    """The pairs of expected and predicted intent that are confused most often."""
    pairs = Counter((one.expected.intent, one.meaning) for one in scored if not one.lenient)
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [{"expected": pair[0], "predicted": pair[1], "times": times} for pair, times in ranked]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
