"""`emma train`: a Rasa model and the article index, as one release. Counts what was read, since Rasa forgives too much."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from emma.errors import KnowledgeError
from emma.knowledge.indexing import index_articles
from emma.knowledge.reading import index_folder
from emma.nlu.encoder import load_encoder
from emma.settings import ROOT, Settings
from emma.training.releases import add_release


def train(engine: Engine, settings: Settings, say: Callable[[str], None] = lambda line: None) -> str:
    """Train a release, make it live and give its version. Raises KnowledgeError when nothing was trained."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.model_training import train as rasa_train

    version = time.strftime("release-%Y%m%d-%H%M%S")
    started, cpu = time.perf_counter(), time.process_time()
    say("training the model")
    result = rasa_train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(settings.data)],
        output=str(settings.models),
        fixed_model_name=version,
        force_training=True,
    )
    if result.model is None or result.code != 0:
        raise KnowledgeError("Rasa trained nothing; its log says why.")
    say("indexing the articles")
    index_articles(settings.data, load_encoder(), index_folder(settings.models, version))
    figures: dict[str, Any] = {
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "bytes": Path(result.model).stat().st_size,
    }
    add_release(engine, version, Path(result.model), figures)
    say(f"{version}: {figures['seconds']} s, {figures['bytes'] // 1024} kB")
    return version
