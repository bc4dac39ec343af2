"""The misses, one row each, for people who read them: what was expected, what was predicted, how sure."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emma.evaluation.scoring import Scored

COLUMNS = (
    "set place text lang register strict lenient within certain expected_outcome predicted_outcome expected_reason "
    "predicted_reason expected_topic predicted_topic expected_intent also predicted_meanings buttons confidence "
    "language error"
).split()


def miss(scored: Scored) -> dict[str, Any]:
    """One message with its prediction, flat."""
    expected, predicted = scored.expected, scored.predicted
    return {
        "set": expected.set,
        "place": expected.place,
        "text": expected.text,
        "lang": expected.lang,
        "register": expected.register,
        "strict": scored.strict,
        "lenient": scored.lenient,
        "within": scored.within,
        "certain": scored.wrong_but_certain,
        "expected_outcome": expected.outcome.value,
        "predicted_outcome": predicted.outcome.value,
        "expected_reason": expected.reason.value if expected.reason else "",
        "predicted_reason": predicted.reason,
        "expected_topic": expected.topic,
        "predicted_topic": predicted.topic,
        "expected_intent": expected.intent,
        "also": ";".join(sorted(expected.also)),
        "predicted_meanings": ";".join(sorted(predicted.meanings)) or predicted.label,
        "buttons": ";".join(predicted.buttons),
        "confidence": predicted.confidence,
        "language": predicted.language,
        "error": predicted.error,
    }


def write_misses(path: Path, scored: Sequence[Scored]) -> int:
    """Write every miss as CSV, the surest first. Gives how many there are."""
    rows = sorted((miss(one) for one in scored if one.missed), key=lambda row: -row["confidence"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)
