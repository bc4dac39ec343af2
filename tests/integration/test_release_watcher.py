"""Each process follows the live row: it loads aside, swaps, and keeps the old release when the new one cannot be loaded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from emma.assistant import worker
from emma.assistant.turn import Input
from emma.errors import ReleaseBroken
from emma.knowledge.reading import library
from emma.knowledge.seed import seed
from emma.settings import Settings
from emma.training.folders import data_folder, index_folder, model_file
from emma.training.promoting import promote, rollback
from emma.web import release_watcher
from emma.web.app import create_app
from emma.web.release_watcher import follow_forever
from emma.web.wiring import Process, load_live, wire
from tests.fakes import FakeRasa
from tests.processes import settings_in
from tests.releases import Says, live, made
from tests.small_project import small

ONE, TWO = "release-one", "release-two"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("few"), articles=("emma-what-is",)).data


@pytest.fixture
def where(database_url: str, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A project with the fake in Rasa's place: what is loaded and when is real."""
    monkeypatch.setattr(worker, "EmbeddedRasa", FakeRasa)
    return settings_in(tmp_path / "var", database_url=database_url, models=tmp_path / "models", data=data)


@pytest.fixture
def first(where: Settings, data: Path) -> Iterator[Process]:
    """A process that runs release one; release two is there, and says something else."""
    process = wire(where)
    made(process.engine, where, ONE, data, "First", live=True)
    seed(process.engine, data_folder(where.models, ONE))
    made(process.engine, where, TWO, data, "Second")
    for version in (ONE, TWO):
        for path in index_folder(where.models, version).iterdir():
            path.unlink()  # no search here
        phrases = data_folder(where.models, version) / "responses.yml"
        phrases.write_text(f'responses:\n  utter_edition: [{{text: "{version}"}}]\n')
    load_live(process)
    yield process
    process.close()


@pytest.fixture
def second(where: Settings, first: Process) -> Iterator[Process]:
    """Another process on the same database."""
    process = wire(where)
    load_live(process)
    yield process
    process.close()


def go(process: Process, version: str = TWO) -> None:
    promote(process.engine, process.settings, version, "teo", load=process.release.aside, judge=Says(True))


def edition(process: Process) -> str:
    """What everything outside the turn says, too."""
    said = {
        process.library.phrases.text("utter_edition", "en"),
        process.conversations.phrases.text("utter_edition", "en"),
    }
    assert len(said) == 1
    return said.pop()


def test_a_promotion_is_live_in_the_process_that_does_it(first: Process) -> None:
    go(first)
    assert first.assistant.version == TWO
    assert edition(first) == TWO
    assert library() is first.library
    assert first.release.wanted is None
    assert not first.release.follow(), "nothing is loaded twice"


def test_another_process_follows_and_comes_back(first: Process, second: Process) -> None:
    go(first)
    assert second.assistant.version == ONE
    assert second.release.follow()
    assert (second.assistant.version, edition(second)) == (TWO, TWO)
    rollback(first.engine, first.settings, "teo", "", first.release.aside)
    assert second.release.follow()
    assert (second.assistant.version, edition(second)) == (ONE, ONE)
    assert second.assistant.turn(Input("hello"), {}).replies


def test_a_process_that_looks_each_second_follows_by_itself(first: Process, second: Process) -> None:
    async def watch() -> None:
        watching = asyncio.create_task(follow_forever(second.release, every=0.05))
        await asyncio.to_thread(go, first)
        while second.assistant.version != TWO:
            await asyncio.sleep(0.05)
        watching.cancel()

    asyncio.run(asyncio.wait_for(watch(), 30))


def test_what_cannot_be_loaded_here_keeps_the_old_one_and_is_shown(
    first: Process, where: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(where, load=False)
    process: Process = app.state.process
    load_live(process)
    client = TestClient(app)
    assert client.get("/readyz").json() == {"ready": True, "release": ONE}
    go(first)
    tried: list[Path] = []

    def broken(model: Path, package: str) -> FakeRasa:
        tried.append(model)
        raise MemoryError

    monkeypatch.setattr(worker, "EmbeddedRasa", broken)
    with caplog.at_level(logging.ERROR, "emma.web.release_watcher"):
        assert not process.release.follow()
        assert not process.release.follow()
    assert len(tried) == 1, "loading is dear: not at each look"
    assert "release-two could not be loaded" in caplog.text
    assert client.get("/readyz").json() == {"ready": True, "release": ONE, "wanted": TWO}
    assert process.assistant.turn(Input("hello"), {}).replies
    monkeypatch.setattr(worker, "EmbeddedRasa", FakeRasa)
    monkeypatch.setattr(release_watcher, "TRY_AGAIN_AFTER", 0.0)
    assert process.release.follow()
    assert client.get("/readyz").json() == {"ready": True, "release": TWO}
    process.close()


def test_a_model_that_cannot_be_loaded_is_not_promoted(first: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(model: Path, package: str) -> FakeRasa:
        raise KeyError("an array of an older format")

    monkeypatch.setattr(worker, "EmbeddedRasa", broken)
    with pytest.raises(ReleaseBroken, match="KeyError"):
        go(first)
    assert live(first.engine) == ONE
    assert first.assistant.version == ONE


def test_without_any_release_a_process_waits_for_the_first(where: Settings, data: Path) -> None:
    process = wire(where)
    assert not process.release.follow()
    made(process.engine, where, ONE, data, "First", live=True)
    (index_folder(where.models, ONE) / "words").unlink()
    assert process.release.follow()
    assert process.assistant.version == ONE
    process.close()


def test_a_host_without_the_files_fetches_them(first: Process, where: Settings, tmp_path: Path) -> None:
    other = wire(where.model_copy(update={"models": tmp_path / "other", "var": tmp_path / "other var"}))
    load_live(other)
    assert model_file(tmp_path / "other", ONE).exists()
    assert data_folder(tmp_path / "other", ONE).is_dir()
    other.close()


def test_phrases_that_a_release_lacks_come_from_the_present_files(first: Process) -> None:
    assert first.library.phrases.has("utter_error_busy")
