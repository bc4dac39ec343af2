"""Our own run of Rasa's training graph gives the model that `rasa train` gives."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emma.errors import KnowledgeError
from tests.small_project import small

pytestmark = pytest.mark.timeout(300)


def unpacked(archive: Path, folder: Path) -> dict[str, bytes]:
    """The files of a model, by name."""
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def alike(name: str, one: bytes, other: bytes) -> bool:
    """JSON in any order, numbers nearly: sets have no order, and a batch of texts rounds in its own way."""
    if name.endswith(".npz"):
        first, second = (np.load(io.BytesIO(content), allow_pickle=False) for content in (one, other))
        return set(first.files) == set(second.files) and all(_near(first[key], second[key]) for key in first.files)
    return _plain(json.loads(one)) == _plain(json.loads(other)) if name.endswith(".json") else one == other


def _near(one: Any, other: Any) -> bool:
    most = 1 if one.dtype == np.int8 else 0.01  # the nearest examples are kept in 8 bits
    return one.shape == other.shape and bool(np.abs(one.astype(float) - other.astype(float)).max() <= most)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return sorted((_plain(one) for one in value), key=repr)
    return round(value, 2) if isinstance(value, float) else value


def test_the_model_is_that_of_rasa_train(tmp_path: Path) -> None:
    from rasa.model_training import train

    from emma.training.model import train_model

    small(tmp_path / "project")
    project = tmp_path / "project"
    config, domain, data = (str(project / name) for name in ("config.yml", "domain.yml", "data"))
    theirs = train(domain, config, [data], str(tmp_path), fixed_model_name="theirs", force_training=True)
    ours = train_model(project, tmp_path, "ours")
    assert theirs.model is not None
    expected, found = unpacked(Path(theirs.model), tmp_path / "a"), unpacked(ours, tmp_path / "b")
    assert set(expected) == set(found)
    for name in expected:
        if name != "metadata.json":  # it holds the moment and a random id
            assert alike(name, expected[name], found[name]), name


def test_nothing_to_train_from_is_said(tmp_path: Path) -> None:
    from emma.training.model import train_model

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "knowledge").mkdir()
    (tmp_path / "config.yml").write_text("recipe: default.v1\nlanguage: en\npipeline: []\npolicies: []\n")
    (tmp_path / "domain.yml").write_text("intents: [greet]\n")
    with pytest.raises(KnowledgeError):
        train_model(tmp_path, tmp_path, "nothing")
