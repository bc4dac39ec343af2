"""What is kept of a release's evaluation: its predictions and figures, and which held-out set they are of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from emma.errors import KnowledgeError
from emma.evaluation.figures import measures
from emma.evaluation.guarded import as_if_general
from emma.evaluation.held_out import Expected
from emma.evaluation.predictions import Prediction, read_predictions
from emma.evaluation.scoring import Scored
from emma.settings import Settings
from emma.training.folders import evaluation_folder

PREDICTIONS, FIGURES, PICTURE, MAP = "predictions.jsonl", "figures.json", "confusion.png", "map.json"


def kept_predictions(settings: Settings, version: str) -> list[Prediction]:
    """What the release predicted when it was evaluated; nothing when it was not. Raises KnowledgeError."""
    file = evaluation_folder(settings.models, version) / PREDICTIONS
    return read_predictions(file) if file.exists() else []


def kept_figures(settings: Settings, version: str) -> dict[str, Any]:
    """All figures of the release as they were written; empty when it was not evaluated."""
    file = evaluation_folder(settings.models, version) / FIGURES
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def summary(scored: Sequence[Scored]) -> dict[str, Any]:
    """The figures that a list of releases shows, of all sets together; for each set apart see figures.json."""
    shares = measures(scored)
    guarded = as_if_general(scored)
    spent = sorted(one.predicted.cpu_ms for one in scored)
    return {
        "messages": len(scored),
        **{name: shares[name] for name in ("route", "topic", "strict", "article_first")},
        "as_if_general": {key: guarded["total"][key] for key in ("events", "of", "upper_bound")},
        "emergency_noticed": guarded["emergency_noticed"],
        "cpu_ms": {f"p{q}": round(spent[int(q / 100 * (len(spent) - 1))], 2) for q in (50, 95)} if spent else {},
    }


def digest_of(messages: Iterable[Expected]) -> str:
    """Tells one held-out set from another: sha256 of its texts with what is expected of them, in any order."""
    rows = ([one.text, one.lang, one.outcome, one.reason, one.topic, one.intent, sorted(one.also)] for one in messages)
    told = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def not_usable(settings: Settings, version: str, messages: Iterable[Expected]) -> str:
    """Why the kept evaluation says nothing about these messages, in one word; empty when it does.

    `none`: never evaluated. `unreadable`, `changed`: the files are not those that were written. `other_release`: the
    predictions are not its own. `other_messages`: the held-out set is another one now.
    """
    file = evaluation_folder(settings.models, version) / PREDICTIONS
    if not file.exists():
        return "none"
    try:
        figures, predictions = kept_figures(settings, version), kept_predictions(settings, version)
    except (KnowledgeError, ValueError, TypeError):
        return "unreadable"
    kept = figures.get("summary", {}).get("predictions")
    if kept != hashlib.sha256(file.read_bytes()).hexdigest():
        return "changed" if kept else "none"
    if figures.get("release") != version or any(one.release != version for one in predictions):
        return "other_release"
    known = {(one.text, one.lang) for one in predictions}
    return "" if known == {(one.text, one.lang) for one in messages} else "other_messages"
