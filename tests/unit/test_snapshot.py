"""A snapshot is what data/ was at one moment; writers wait for it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from emma.errors import Busy, KnowledgeError, NoRoom
from emma.settings import ROOT, Settings
from emma.training import snapshot
from emma.training.snapshot import data_files, data_lock, digest_of, take
from tests.processes import settings_in


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """A project outside of ours."""
    data = tmp_path / "project" / "data"
    (data / "knowledge").mkdir(parents=True)
    (data / "rules.yml").write_text("rules: []\n")
    (data / "knowledge" / "a.md").write_text("an article")
    for name in ("config.yml", "domain.yml"):
        (data.parent / name).write_text(f"{name} of its own")
    return settings_in(tmp_path / "var", data=data)


def test_it_holds_the_data_and_the_configuration_beside_it(project: Settings, tmp_path: Path) -> None:
    digest = take(project, tmp_path / "taken")
    found = {p.relative_to(tmp_path / "taken").as_posix() for p in (tmp_path / "taken").rglob("*") if p.is_file()}
    assert found == {"config.yml", "domain.yml", "data/rules.yml", "data/knowledge/a.md"}
    assert (tmp_path / "taken" / "config.yml").read_text() == "config.yml of its own"
    assert digest == digest_of(project)


def test_where_there_is_no_configuration_beside_the_data_ours_counts(project: Settings, tmp_path: Path) -> None:
    (project.data.parent / "config.yml").unlink()
    take(project, tmp_path / "taken")
    assert (tmp_path / "taken" / "config.yml").read_bytes() == (ROOT / "config.yml").read_bytes()


@pytest.mark.parametrize("name", ["data/rules.yml", "data/knowledge/a.md", "config.yml"])
def test_a_changed_file_is_another_digest(project: Settings, name: str) -> None:
    before = digest_of(project)
    (project.data.parent / name).write_text("changed")
    assert digest_of(project) != before


def test_a_renamed_file_is_another_digest(project: Settings) -> None:
    before = digest_of(project)
    (project.data / "rules.yml").rename(project.data / "stories.yml")
    assert digest_of(project) != before


def test_links_and_hidden_files_are_no_part_of_it(project: Settings) -> None:
    (project.data / "passwords.csv").symlink_to("/etc/passwd")
    (project.data / ".a.md.swp").write_text("half")
    (project.data / ".git").mkdir()
    (project.data / ".git" / "config").write_text("x")
    assert list(data_files(project.data)) == ["knowledge/a.md", "rules.yml"]


def test_a_file_that_changes_under_way_is_copied_again(
    project: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[Path] = []

    def copy(source: Path, target: Path) -> None:
        shutil.copyfile(source, target)
        copied.append(source)
        if len(copied) == 4:  # git changes two files, of which one was copied already
            (project.data / "knowledge" / "a.md").write_text("newer")

    monkeypatch.setattr(snapshot, "shutil", type("S", (), {"copyfile": copy, "rmtree": shutil.rmtree}))
    assert take(project, tmp_path / "taken") == digest_of(project)
    assert (tmp_path / "taken" / "data" / "knowledge" / "a.md").read_text() == "newer"


def test_files_that_never_stand_still_are_said(
    project: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "digest_of", lambda settings: "always another")
    with pytest.raises(KnowledgeError, match="change all the time"):
        take(project, tmp_path / "taken")


def test_a_full_disk_is_said(project: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "shutil", type("S", (), {"copyfile": copy}))
    with pytest.raises(NoRoom, match="snapshot"):
        take(project, tmp_path / "taken")


def test_missing_data_is_said(project: Settings, tmp_path: Path) -> None:
    gone = project.model_copy(update={"data": tmp_path / "gone"})
    with pytest.raises(KnowledgeError):
        take(gone, tmp_path / "taken")


def test_a_writer_waits_until_the_lock_is_free(project: Settings) -> None:
    order: list[str] = []
    held, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with data_lock(project.data):
            held.set()
            go_on.wait(10)
            order.append("first")

    def second() -> None:
        with data_lock(project.data):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    held.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert order == ["first", "second"]


def test_who_has_the_lock_may_take_it_again(project: Settings) -> None:
    with data_lock(project.data), data_lock(project.data):
        pass
    with data_lock(project.data):
        pass


def test_who_waits_too_long_is_told(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "PATIENCE_S", 0.1)
    refused: list[BaseException] = []

    def wait() -> None:
        try:
            with data_lock(project.data):
                pass
        except Busy as error:
            refused.append(error)

    with data_lock(project.data):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(10)
    assert len(refused) == 1
