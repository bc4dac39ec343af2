"""A training ends with a whole release or with nothing, and never changes what is live."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from emma.errors import KnowledgeError, NoRoom
from emma.settings import Settings
from emma.training import train as training
from emma.training.archive import parts
from emma.training.folders import data_folder
from emma.training.releases import fetch, releases
from emma.training.snapshot import digest_of
from emma.training.train import clear_leftovers, reserve, train
from tests.releases import events, live, titles
from tests.small_project import small


class NoEncoder:
    """An encoder that nobody asks for a vector."""

    @contextmanager
    def keeping(self, most: int) -> Iterator[None]:
        yield


@pytest.fixture
def project(tmp_path: Path, database_url: str) -> Settings:
    """Nothing is held out: what a training does around Rasa, the index and the evaluation is of interest here."""
    settings = small(tmp_path / "project", articles=("emma-what-is",), database_url=database_url)
    (settings.held_out / "first.csv").unlink()
    return settings


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files in the place of a model and an index; gives the stages that were told."""

    def model(folder: Path, output: Path, name: str) -> Path:
        output.mkdir()
        (output / f"{name}.tar.gz").write_text(f"the model {name}")
        return output / f"{name}.tar.gz"

    def index(data: Path, encoder: Any, folder: Path) -> None:
        folder.mkdir()
        (folder / "words").write_text("index")

    monkeypatch.setattr(training, "train_model", model)
    monkeypatch.setattr(training, "index_articles", index)
    monkeypatch.setattr(training, "load_encoder", NoEncoder)
    return []


def test_the_first_release_goes_live_with_its_articles(engine: Engine, project: Settings, quick: list[str]) -> None:
    version = train(engine, project, lambda stage, done, total: quick.append(stage), note="the beginning")
    assert list(dict.fromkeys(quick)) == ["snapshot", "training", "indexing", "packing"]
    assert live(engine) == version
    assert titles(engine) == {"What"}
    assert [path.exists() for path in parts(project.models, version)] == [True, True, False, True]
    found = releases(engine)[0]
    assert (found.note, found.archived, found.digest) == ("the beginning", True, digest_of(project))
    assert list(project.models.glob(".*")) == [], "the folder under way is gone"


def test_the_next_one_waits_to_be_promoted(engine: Engine, project: Settings, quick: list[str]) -> None:
    first, second = train(engine, project), train(engine, project)
    assert first != second, "two in one second have two names"
    assert live(engine) == first
    assert events(engine) == [("promoted", first)]


def test_it_keeps_the_data_it_was_trained_with(engine: Engine, project: Settings, quick: list[str]) -> None:
    version = train(engine, project)
    rules = project.data / "rules.yml"
    before = rules.read_bytes()
    rules.write_text("changed since")
    assert (data_folder(fetch(engine, project.models, version).parent, version) / "rules.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (KnowledgeError("no rules"), KnowledgeError),
        (OSError(28, "No space left"), NoRoom),
        (MemoryError(), MemoryError),
    ],
)
def test_a_failed_training_leaves_nothing(
    engine: Engine,
    project: Settings,
    quick: list[str],
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    expected: type[Exception],
) -> None:
    first = train(engine, project)
    there = sorted(project.models.iterdir())
    for step in ("train_model", "index_articles", "pack"):

        def fail(*_: Any) -> None:
            raise raised

        with monkeypatch.context() as broken:
            broken.setattr(training, step, fail)
            wanted = OSError if step == "pack" and expected is NoRoom else expected
            with pytest.raises(wanted):
                train(engine, project)
        assert sorted(project.models.iterdir()) == there
    assert [found.version for found in releases(engine)] == [first]
    assert live(engine) == first


def test_names_are_not_given_twice(engine: Engine, project: Settings) -> None:
    project.models.mkdir(parents=True)
    made = [reserve(engine, project.models)[0] for _ in range(4)]
    assert len(set(made)) == 4
    assert all(len(version) <= 32 for version in made)


def test_what_a_killed_training_left_goes_and_what_runs_stays(engine: Engine, project: Settings) -> None:
    project.models.mkdir(parents=True)
    (_, left), (_, running) = reserve(engine, project.models), reserve(engine, project.models)
    descriptor = os.open(running, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    for folder in (left, running):
        os.utime(folder, (0, 0))
    clear_leftovers(engine, project.models)
    assert not left.exists()
    assert running.exists()
    os.close(descriptor)


def test_a_project_without_rules_is_said_and_leaves_nothing(engine: Engine, project: Settings) -> None:
    (project.data / "rules.yml").unlink()
    for path in (project.data / "nlu").rglob("*.yml"):
        path.unlink()
    for path in (project.data / "knowledge").rglob("*.md"):
        path.unlink()
    with pytest.raises(KnowledgeError):
        train(engine, project)
    assert releases(engine) == []
    assert list(project.models.iterdir()) == []
