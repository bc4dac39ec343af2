"""`emma releases`, `promote`, `rollback`, and what a start does about a release that cannot be loaded."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from emma import settings as settings_module
from emma.accounts import directory
from emma.assistant import worker
from emma.cli import serving
from emma.cli.main import app
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import AlreadyLive, EmmaError, NotFound, NotPermitted, ReleaseUnknown
from emma.settings import Settings
from emma.training import gate, train
from emma.training.folders import data_folder, index_folder, model_file
from emma.words import Role
from tests.fakes import FakeRasa
from tests.processes import settings_in
from tests.releases import Says, live, made, titles
from tests.small_project import small

RUN = CliRunner()
ONE, TWO = "release-one", "release-two"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    data = small(tmp_path / "few", articles=("emma-what-is",)).data
    settings = settings_in(tmp_path / "var", models=tmp_path / "models", data=data)
    monkeypatch.setattr(settings_module, "current", lambda: settings)
    monkeypatch.setattr(worker, "EmbeddedRasa", FakeRasa)
    return settings


@pytest.fixture
def engine(project: Settings) -> Engine:
    """The database of the commands, with two releases of which the first is live."""
    engine = open_engine(project.database)
    migrate(engine)
    made(engine, project, ONE, project.data, "First", live=True)
    made(engine, project, TWO, project.data, "Second")
    for version in (ONE, TWO):
        (index_folder(project.models, version) / "words").unlink()
    with engine.begin() as connection:
        directory.add(connection, "teo", "Teo", Role.TRAINER, languages=["en"], password="a long enough password")
    return engine


def run(*arguments: str, ends: int = 0) -> str:
    done = RUN.invoke(app, list(arguments))
    if isinstance(done.exception, EmmaError):
        raise done.exception
    assert done.exit_code == ends, done.output
    return done.output


def test_they_are_listed_with_the_live_one(engine: Engine) -> None:
    listed = run("releases")
    assert next(line for line in listed.splitlines() if ONE in line).strip("│ ").startswith("live")
    assert TWO in listed


def test_promote_and_rollback(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "judge", Says(True))
    assert "loaded in" in run("promote", TWO)
    assert (live(engine), titles(engine)) == (TWO, {"Second"})
    assert f"{ONE} is live again" in run("rollback", "--reason", "it was wrong")
    assert (live(engine), titles(engine)) == (ONE, {"First"})


def test_a_refusal_names_what_failed_and_ends_with_1(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "judge", Says(False))
    assert "made up" in run("promote", TWO, ends=1)
    assert live(engine) == ONE


def test_the_operator_overrides_and_a_trainer_does_not(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "judge", Says(False))
    with pytest.raises(NotPermitted):
        run("promote", TWO, "--override", "because", "--by", "teo")
    assert live(engine) == ONE
    run("promote", TWO, "--override", "the line changes today")
    assert live(engine) == TWO


def test_what_does_not_exist_is_said(engine: Engine) -> None:
    with pytest.raises(ReleaseUnknown):
        run("promote", "release-nobody-made")
    with pytest.raises(AlreadyLive):
        run("promote", ONE)
    with pytest.raises(NotFound, match="no account"):
        run("promote", TWO, "--by", "nobody")


@pytest.fixture
def trained(engine: Engine, project: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a start trains."""
    done: list[str] = []

    def train_one(engine: Engine, settings: Settings, progress: object = None) -> str:
        done.append(made(engine, settings, f"release-new-{len(done)}", settings.data, "New"))
        (index_folder(settings.models, done[-1]) / "words").unlink()
        return done[-1]

    monkeypatch.setattr(train, "train", train_one)
    return done


def prepared(settings: Settings) -> str:
    said = io.StringIO()
    serving.prepare_all(Console(file=said, width=200), settings)
    return said.getvalue()


def test_a_start_keeps_a_release_that_loads(engine: Engine, project: Settings, trained: list[str]) -> None:
    prepared(project)
    assert trained == []
    assert titles(engine) == {"First"}, "the tables were empty"


def test_a_start_leaves_what_was_seeded_since(engine: Engine, project: Settings, trained: list[str]) -> None:
    prepared(project)
    run("seed")
    prepared(project)
    assert titles(engine) == {"What"}


def test_a_release_without_its_file_is_named_and_another_is_trained(
    engine: Engine, project: Settings, trained: list[str]
) -> None:
    from sqlalchemy import delete

    from emma.training.releases import ARCHIVE

    model_file(project.models, ONE).unlink()
    with engine.begin() as connection:
        connection.execute(delete(ARCHIVE))
    said = prepared(project)
    assert f"release {ONE} is missing" in said
    assert live(engine) == trained[0]
    assert titles(engine) == {"New"}


def test_a_release_of_an_older_format_is_named_and_another_is_trained(
    engine: Engine, project: Settings, trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(model: Path, package: str) -> FakeRasa:
        raise KeyError("pooled")

    monkeypatch.setattr(worker, "EmbeddedRasa", older)
    assert f"{ONE} cannot be loaded (KeyError)" in prepared(project)
    assert live(engine) == trained[0]


def test_tables_that_are_not_for_this_program_count_as_well(
    engine: Engine, project: Settings, trained: list[str]
) -> None:
    (data_folder(project.models, ONE) / "fees.csv").write_text("another,header\n", encoding="utf-8")
    assert "not for this program: fees.csv" in prepared(project)
    assert live(engine) == trained[0]
