"""Files of data/ as the studio writes them: versions, nothing overwritten, all of a change or nothing, a full disk."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.audit import AUDIT
from emma.errors import BadPath, EditedMeanwhile, NoRoom, NotFound, StudioError
from emma.settings import Settings
from emma.studio import writing
from emma.studio.files import FILES, Change, Operator, change, digest_of, read, restore, save, versions
from tests.processes import settings_in

ONE, TWO = "nlu/one.yml", "nlu/two.yml"
TEO, ADA = Operator("teo"), Operator("ada")


@pytest.fixture
def studio(tmp_path: Path) -> Settings:
    """A data folder with one file that nobody saved in the studio."""
    data = tmp_path / "data"
    (data / "nlu").mkdir(parents=True)
    (data / ONE).write_text("from git\n", encoding="utf-8")
    return settings_in(tmp_path / "var", data=data)


def on_disk(settings: Settings, path: str) -> str | None:
    file = settings.data / path
    return file.read_text(encoding="utf-8") if file.exists() else None


def left_over(settings: Settings) -> list[str]:
    return [file.name for file in settings.data.rglob(".*")]


def test_a_save_writes_the_file_and_a_version_with_its_author(engine: Engine, studio: Settings) -> None:
    kept = read(studio, ONE)
    digest = save(engine, studio, TEO, ONE, "by Teo\n", kept.digest, "clearer", "es")
    assert on_disk(studio, ONE) == "by Teo\n"
    assert digest == digest_of("by Teo\n") == read(studio, ONE).digest
    new, old = versions(engine, ONE)
    assert (new.author, new.text, new.note, new.stale, new.approved_by) == ("teo", "by Teo\n", "clearer", "es", None)
    assert (old.author, old.text, old.approved_by) == (FILES, "from git\n", FILES)
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(select(AUDIT.c.actor, AUDIT.c.action, AUDIT.c.subject))] == [
            ("teo", "studio.saved", ONE)
        ]
    assert left_over(studio) == []


def test_who_saves_over_somebody_elses_change_is_told_and_nothing_is_overwritten(
    engine: Engine, studio: Settings
) -> None:
    base = read(studio, ONE).digest
    save(engine, studio, TEO, ONE, "by Teo\n", base)
    with pytest.raises(EditedMeanwhile) as told:
        save(engine, studio, ADA, ONE, "by Ada\n", base)
    assert (told.value.theirs, told.value.digest) == ("by Teo\n", digest_of("by Teo\n"))
    assert on_disk(studio, ONE) == "by Teo\n"
    save(engine, studio, ADA, ONE, "by Ada\n", told.value.digest)
    assert [one.author for one in versions(engine, ONE)] == ["ada", "teo", FILES]


def test_what_git_changed_between_two_saves_is_a_version_too(engine: Engine, studio: Settings) -> None:
    save(engine, studio, TEO, ONE, "by Teo\n", read(studio, ONE).digest)
    (studio.data / ONE).write_text("git again\n", encoding="utf-8")
    save(engine, studio, ADA, ONE, "by Ada\n", read(studio, ONE).digest)
    assert [one.text for one in versions(engine, ONE)] == ["by Ada\n", "git again\n", "by Teo\n", "from git\n"]


def test_of_two_at_once_one_wins(engine: Engine, studio: Settings) -> None:
    base = read(studio, ONE).digest
    lost: list[Exception] = []
    start = threading.Barrier(6)

    def write(number: int) -> None:
        start.wait()
        try:
            save(engine, studio, Operator(f"p{number}"), ONE, f"by {number}\n", base)
        except EditedMeanwhile as error:
            lost.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 5
    assert [one.text for one in versions(engine, ONE)] == [on_disk(studio, ONE), "from git\n"]


def test_one_stale_file_stops_the_whole_change(engine: Engine, studio: Settings) -> None:
    wrong = [Change(TWO, "new\n", None), Change(ONE, "x\n", "0" * 64)]
    with pytest.raises(EditedMeanwhile):
        change(engine, studio, TEO, wrong)
    assert (on_disk(studio, ONE), on_disk(studio, TWO), versions(engine, TWO)) == ("from git\n", None, [])


@pytest.mark.parametrize("fails", ["write", "second file", "database"])
def test_a_full_disk_leaves_everything_as_it_was(
    engine: Engine, studio: Settings, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    replaced: list[Path] = []
    real = os.replace

    def no_fsync(_: int) -> None:
        raise full

    def second_fails(source: Path, target: Path) -> None:
        replaced.append(target)
        if len(replaced) == 2:
            raise full
        real(source, target)

    def no_row(*_: object) -> None:
        raise full

    if fails == "write":
        monkeypatch.setattr(writing.os, "fsync", no_fsync)
    elif fails == "second file":
        monkeypatch.setattr(writing.os, "replace", second_fails)
    else:
        monkeypatch.setattr("emma.studio.files._add", no_row)
    both = [Change(ONE, "x\n", read(studio, ONE).digest), Change(TWO, "new\n", None)]
    with pytest.raises(NoRoom if fails != "database" else OSError):
        change(engine, studio, TEO, both)
    monkeypatch.undo()
    assert (on_disk(studio, ONE), on_disk(studio, TWO)) == ("from git\n", None)
    assert versions(engine, ONE) == versions(engine, TWO) == []
    assert left_over(studio) == []


def test_a_removed_file_comes_back(engine: Engine, studio: Settings) -> None:
    change(engine, studio, TEO, [Change(ONE, None, read(studio, ONE).digest)])
    assert on_disk(studio, ONE) is None
    gone, before = versions(engine, ONE)
    assert gone.removed
    with pytest.raises(NotFound):
        restore(engine, studio, TEO, gone.id, None)
    restore(engine, studio, TEO, before.id, None)
    assert on_disk(studio, ONE) == "from git\n"


@pytest.mark.parametrize("path", ["../x.csv", "/etc/hosts.csv", "nlu/%2e%2e/x.yml", "nlu/x\0.yml"])
def test_no_path_leaves_the_folder(engine: Engine, studio: Settings, path: str) -> None:
    with pytest.raises(BadPath):
        save(engine, studio, TEO, path, "x", None)
    with pytest.raises(BadPath):
        read(studio, path)


def test_neither_five_megabytes_nor_broken_characters_are_written(engine: Engine, studio: Settings) -> None:
    for text in ("x" * 5_000_000, "\ud800", ""):
        with pytest.raises(StudioError):
            save(engine, studio, TEO, TWO, text, None)
    (studio.data / TWO).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StudioError):
        read(studio, TWO)
