"""Where the parts of a release lie below the folder of models."""

from __future__ import annotations

from pathlib import Path

from emma.knowledge.reading import data_folder as data_folder
from emma.knowledge.reading import index_folder as index_folder


def model_file(models: Path, version: str) -> Path:
    """The trained Rasa model."""
    return models / f"{version}.tar.gz"


def evaluation_folder(models: Path, version: str) -> Path:
    """What the release made of the held-out messages."""
    return models / f"{version}-evaluation"
