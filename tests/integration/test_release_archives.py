"""A release in one piece: every host has it from the row, and what is damaged, hostile or too large does no harm."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from emma.db.engine import open_engine
from emma.errors import NoRoom, ReleaseBroken, ReleaseUnknown, TurnFailed
from emma.settings import Settings
from emma.training import archive
from emma.training.folders import data_folder, evaluation_folder, index_folder, model_file
from emma.training.promoting import promote
from emma.training.pruning import prune
from emma.training.releases import ARCHIVE, RELEASE, add_release, fetch, live_release, releases
from tests.databases import copy_sqlite
from tests.releases import Says, events, live, made
from tests.small_project import small

ONE = "release-one"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("few"), articles=("emma-what-is",)).data


@pytest.fixture
def models(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"models": tmp_path / "models"})


@pytest.fixture
def one(engine: Engine, models: Settings, data: Path) -> str:
    return made(engine, models, ONE, data, "First", live=True)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The empty folder of models of another host."""
    return tmp_path / "another host" / "models"


def test_a_host_that_lacks_a_release_unpacks_it(engine: Engine, models: Settings, one: str, elsewhere: Path) -> None:
    file, version = live_release(engine, elsewhere)
    assert version == one
    assert file.read_bytes() == model_file(models.models, one).read_bytes()
    assert (index_folder(elsewhere, one) / "words").read_text() == "First"
    kept = {p.relative_to(elsewhere) for p in elsewhere.rglob("*")}
    assert kept == {p.relative_to(models.models) for p in models.models.rglob("*")}


@pytest.mark.parametrize("part", [model_file, data_folder, index_folder])
def test_what_is_missing_is_fetched_again(engine: Engine, models: Settings, one: str, part: object) -> None:
    gone: Path = part(models.models, one)  # type: ignore[operator]
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    fetch(engine, models.models, one)
    assert gone.exists()


def test_a_half_written_model_is_fetched_again(engine: Engine, models: Settings, one: str) -> None:
    model_file(models.models, one).write_text("the mod")
    assert fetch(engine, models.models, one).read_text() == f"the model {one}"
    assert not list(models.models.glob(".*")), "nothing is left of the unpacking"


def test_a_damaged_archive_is_refused(engine: Engine, one: str, elsewhere: Path) -> None:
    with engine.begin() as connection:
        kept = connection.execute(select(ARCHIVE.c.archive)).scalar()
        connection.execute(update(ARCHIVE).values(archive=kept[:-1] + bytes([kept[-1] ^ 1])))
    with pytest.raises(ReleaseBroken, match="damaged"):
        fetch(engine, elsewhere, one)
    assert list(elsewhere.iterdir()) == []


def test_an_archive_of_another_model_is_refused(engine: Engine, one: str, elsewhere: Path) -> None:
    with engine.begin() as connection:
        connection.execute(update(RELEASE).values(sha256="0" * 64))
    with pytest.raises(ReleaseBroken, match="another model"):
        fetch(engine, elsewhere, one)


def test_without_files_and_without_an_archive_it_is_said(engine: Engine, models: Settings, elsewhere: Path) -> None:
    models.models.mkdir()
    model_file(models.models, ONE).write_text("a model")
    add_release(engine, ONE, model_file(models.models, ONE), {})
    assert live_release(engine, models.models)[1] == ONE
    with pytest.raises(TurnFailed, match="archive is not kept"):
        live_release(engine, elsewhere)
    with pytest.raises(ReleaseUnknown):
        fetch(engine, elsewhere, "release-nobody-made")


def hostile(folder: Path, *members: tarfile.TarInfo) -> Path:
    """A tar of these members, each with a few bytes."""
    file = folder / "hostile"
    with tarfile.open(file, "w:gz") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(min(member.size, 1024))) if member.isreg() else None)
    return file


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 3) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname, found.size = kind, link, size if kind == tarfile.REGTYPE else 0
    return found


@pytest.mark.parametrize(
    "found",
    [
        member("../outside"),
        member("/outside"),
        member(f"{ONE}-data/../../outside"),
        member("outside"),
        member(f"{ONE}-data/link", tarfile.SYMTYPE, "/etc/passwd"),
        member(f"{ONE}-data/hard", tarfile.LNKTYPE, "../../outside"),
        member(f"{ONE}-data/device", tarfile.CHRTYPE),
        member("release-two.tar.gz"),
    ],
)
def test_a_hostile_archive_writes_nothing_outside(tmp_path: Path, found: tarfile.TarInfo) -> None:
    with pytest.raises(ReleaseBroken, match="does not belong"):
        archive.unpack(hostile(tmp_path, found), tmp_path / "a" / "b", ONE)
    assert not list(tmp_path.rglob("outside"))


def test_an_archive_that_grows_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1000)
    many = [member(f"{ONE}-data/{number}", size=600) for number in range(3)]
    with pytest.raises(ReleaseBroken, match="too large"):
        archive.unpack(hostile(tmp_path, *many), tmp_path / "out", ONE)


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\x1f\x8b" + bytes(100))
    with pytest.raises(ReleaseBroken, match="cannot be read"):
        archive.unpack(tmp_path / "noise", tmp_path / "out", ONE)


def test_a_link_in_a_release_is_not_packed(tmp_path: Path) -> None:
    evaluation_folder(tmp_path, ONE).mkdir()
    (evaluation_folder(tmp_path, ONE) / "secret").symlink_to("/etc/hostname")
    archive.pack(tmp_path, ONE, tmp_path / "archive")
    with tarfile.open(tmp_path / "archive") as tar:
        assert tar.getnames() == [f"{ONE}-evaluation"]


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """/dev/full is a disk without room."""
    model_file(tmp_path, ONE).write_bytes(bytes(100))
    with pytest.raises(NoRoom, match=f"archive of {ONE}"):
        archive.pack(tmp_path, ONE, Path("/dev/full"))


def test_a_full_database_keeps_what_was_there(
    migrated_sqlite: Path, models: Settings, data: Path, tmp_path: Path
) -> None:
    copy_sqlite(migrated_sqlite, tmp_path / "full.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'full.db'}")
    made(engine, models, ONE, data, "First", live=True)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
    engine.dispose()  # from the next connection on there is no room
    with pytest.raises(NoRoom):
        promote(engine, models, made_without_room(engine, models, data), "teo", judge=Says(True))
    assert live(engine) == ONE
    engine.dispose()


def made_without_room(engine: Engine, models: Settings, data: Path) -> str:
    from emma.training.disk import roomy

    with roomy("release-two"):
        return made(engine, models, "release-two", data, "Second")


def test_the_newest_five_the_live_one_and_the_one_before_are_kept(
    engine: Engine, models: Settings, data: Path, one: str
) -> None:
    versions = [one, *(made(engine, models, f"release-{n}", data, "N") for n in "23")]
    for version in versions[1:]:
        promote(engine, models, version, "teo", judge=Says(True))
    versions += [made(engine, models, f"release-{n}", data, "N") for n in "45678"]
    assert prune(engine, models.models) == [one]
    assert [found.version for found in releases(engine) if not found.archived] == [one]
    assert live(engine) == "release-3"
    assert {path.name.split(".")[0] for path in models.models.glob("*.tar.gz")} == set(versions) - {one}
    assert not data_folder(models.models, one).exists()
    assert not index_folder(models.models, one).exists()
    assert events(engine)[-1] == ("pruned", one)
    assert prune(engine, models.models) == []
    with pytest.raises(ReleaseBroken):
        fetch(engine, models.models, one)


def test_another_host_drops_its_copies_too(
    engine: Engine, models: Settings, data: Path, one: str, elsewhere: Path
) -> None:
    fetch(engine, elsewhere, one)
    made(engine, models, "release-two", data, "Second", live=True)
    made(engine, models, "release-three", data, "Third", live=True)
    prune(engine, models.models, keep=1)
    assert model_file(elsewhere, one).exists()
    prune(engine, elsewhere, keep=1)
    assert list(elsewhere.iterdir()) == []


def test_a_release_that_came_without_an_archive_keeps_its_file(engine: Engine, models: Settings, data: Path) -> None:
    models.models.mkdir()
    file = model_file(models.models, "release-adopted")
    file.write_text("somebody's only copy")
    add_release(engine, "release-adopted", file, {})
    for number in range(3):
        made(engine, models, f"release-{number}", data, "N", live=True)
    prune(engine, models.models, keep=1)
    assert file.exists()
