"""Releases without a model: rows, files and an evaluation as a training leaves them, for pages and the gate."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from emma.evaluation.figures import by_set, confusion
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.picture import draw_confusion
from emma.evaluation.predictions import Prediction, write_predictions
from emma.evaluation.scoring import score
from emma.models import Comparison
from emma.settings import Settings
from emma.training.comparing import held_out
from emma.training.evaluated import FIGURES, MAP, PICTURE, PREDICTIONS, summary
from emma.training.folders import data_folder, evaluation_folder
from emma.training.paired import paired, topics
from emma.training.releases import add_release
from emma.words import Outcome, Reason

Turn = Callable[[Expected, Prediction], Prediction]


def made(
    engine: Engine, settings: Settings, version: str, *, live: bool = False, wrong: Turn | None = None, **values: Any
) -> None:
    """A release that was right about everything, but for what `wrong` makes of single predictions."""
    settings.models.mkdir(parents=True, exist_ok=True)
    file = settings.models / f"{version}.tar.gz"
    file.write_bytes(version.encode())
    shutil.copytree(settings.data, data_folder(settings.models, version))
    messages = read_folder(settings.held_out)
    predictions = [_right(one, version) for one in messages]
    if wrong:
        predictions = [wrong(one, said) for one, said in zip(messages, predictions, strict=True)]
    figures = _evaluated(settings, version, messages, predictions)
    add_release(engine, version, file, {"seconds": 31.0, "bytes": 2_500_000, **figures}, live=live, **values)


def compared(
    engine: Engine, settings: Settings, release: str, against: str, moved: Sequence[dict[str, Any]] = ()
) -> None:
    """What a comparison of two of them keeps; `moved` are messages of visitors that go elsewhere."""
    messages = read_folder(settings.held_out)
    before, after = (score(messages, _kept(settings, version)) for version in (against, release))
    pairs = paired(before, after)
    effect = {"of": 212, "elsewhere": len(moved), "low": 0.04, "high": 0.11, "messages": list(moved)}
    speed = {"p50": 9.1, "p95": 14.2}
    result = {
        "release": release, "against": against, "held_out": held_out(pairs), "topics": topics(pairs),
        "effect": effect, "size": {"before": 2_500_000, "after": 2_600_000},
        "speed": {"before": speed, "after": speed}, "accepted": [],
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(Comparison.__table__).values(release=release, against=against, result=result))


def _right(expected: Expected, version: str) -> Prediction:
    article = expected.intent.removeprefix("ask/") if expected.by_article else ""
    return Prediction(
        text=expected.text, lang=expected.lang, outcome=expected.outcome, topic=expected.topic,
        reason=expected.reason.value if expected.reason else "", language=expected.reply_language, confidence=0.97,
        intents=(expected.intent,), articles=(article,) if article else (), cpu_ms=9.0, release=version, said="…",
    )  # fmt: skip


def _evaluated(
    settings: Settings, version: str, messages: Sequence[Expected], predictions: Sequence[Prediction]
) -> dict[str, Any]:
    folder = evaluation_folder(settings.models, version)
    folder.mkdir()
    write_predictions(folder / PREDICTIONS, predictions)
    scored = score(messages, predictions)
    digest = hashlib.sha256((folder / PREDICTIONS).read_bytes()).hexdigest()
    short = {**summary(scored), "predictions": digest}
    figures = {"release": version, "summary": short, "sets": by_set(scored)}
    (folder / FIGURES).write_text(json.dumps(figures), encoding="utf-8")
    draw_confusion(folder / PICTURE, confusion((one.expected.topic, one.predicted.topic) for one in scored), "Topics")
    (folder / MAP).write_text(json.dumps(_map(messages)), encoding="utf-8")
    return short


def _map(messages: Sequence[Expected]) -> dict[str, Any]:
    """Intents in a row, each nearest to its neighbours."""
    names = sorted({one.intent for one in messages})
    points = {name: [-1 + 2 * at / len(names), (at % 5) / 2.5 - 1] for at, name in enumerate(names)}
    nearest = {name: [[names[at - 1], 0.9], [names[at - 2], 0.8]] for at, name in enumerate(names)}
    return {"points": points, "nearest": nearest}


def _kept(settings: Settings, version: str) -> list[Prediction]:
    from emma.training.evaluated import kept_predictions

    return kept_predictions(settings, version)


def answered_as_general(reason: Reason) -> Turn:
    """A release that answers what needs a person as if the answer held for everybody."""

    def turn(expected: Expected, said: Prediction) -> Prediction:
        from dataclasses import replace

        return replace(said, outcome=Outcome.ANSWERED, reason="") if expected.reason is reason else said

    return turn
