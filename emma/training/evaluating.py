"""A release judged on the held-out messages: its predictions, figures, confusion picture and map, kept beside it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.evaluation.figures import by_set, confusion
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.picture import draw_confusion
from emma.evaluation.predictions import Prediction, predict, write_predictions
from emma.evaluation.scoring import score
from emma.knowledge.reading import data_folder, data_of, index_folder
from emma.settings import Settings
from emma.training.distances import distances
from emma.training.evaluated import FIGURES, MAP, PICTURE, PREDICTIONS, digest_of, kept_predictions, not_usable, summary
from emma.training.folders import evaluation_folder
from emma.training.progress import Progress, silent
from emma.training.releases import RELEASE
from emma.training.trial import ACTIONS, Trial

STAGE = "evaluating"
EVERY = 50


def evaluate_release(
    settings: Settings, version: str, progress: Progress = silent, *, actions: str = ACTIONS
) -> dict[str, Any]:
    """Predict every message of settings.held_out and write `models/<version>-evaluation/`. Gives `summary`.

    Messages that were predicted before by this release are not predicted again: when the held-out set grows, only
    its new messages are.
    """
    messages = read_folder(settings.held_out)
    usable = not_usable(settings, version, messages) in ("", "other_messages")
    kept = kept_predictions(settings, version) if usable else []
    known = {(one.text, one.lang): one for one in kept}
    missing = [message for message in messages if (message.text, message.lang) not in known]
    if missing:
        with Trial(settings, version, actions) as trial:
            fresh = predict(missing, trial.turn, version)
            for number, prediction in enumerate(fresh, start=1):
                known[prediction.text, prediction.lang] = prediction
                if number % EVERY == 0 or number == len(missing):
                    progress(STAGE, number, len(missing))
    return _write(settings, version, messages, [known[one.text, one.lang] for one in messages])


def keep_figures(engine: Engine, version: str, figures: dict[str, Any]) -> None:
    """Bring the figures of a release's row up to date after it was evaluated again."""
    with engine.begin() as connection:
        row = connection.execute(select(RELEASE.c.figures).where(RELEASE.c.version == version)).first()
        if row is not None:
            merged = {**(row.figures or {}), **figures}
            connection.execute(update(RELEASE).where(RELEASE.c.version == version).values(figures=merged))


def _write(
    settings: Settings, version: str, messages: Sequence[Expected], predictions: Sequence[Prediction]
) -> dict[str, Any]:
    folder = evaluation_folder(settings.models, version)
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / PREDICTIONS, lambda path: write_predictions(path, predictions))
    scored = score(messages, predictions)
    own = data_folder(settings.models, version).is_dir()
    short = {
        **summary(scored),
        "held_out": digest_of(messages),
        "predictions": hashlib.sha256((folder / PREDICTIONS).read_bytes()).hexdigest(),
        "data": "its own" if own else "the present one",
    }
    topics = confusion((one.expected.topic, one.predicted.topic) for one in scored)
    draw_confusion(folder / PICTURE, topics, f"Topics, {len(scored)} held-out messages")
    _replace(folder / MAP, lambda path: _json(path, _map(settings, version)))
    _replace(folder / FIGURES, lambda path: _json(path, {"release": version, "summary": short, "sets": by_set(scored)}))
    return short


def _map(settings: Settings, version: str) -> dict[str, Any]:
    return distances(data_of(settings, version), index_folder(settings.models, version))


def _json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    """Whole or not at all: nobody reads half a file, and a full disk leaves the old one."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(fresh)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
