"""A release in one piece: model, index, data and evaluation as one tar, and the careful way back to files.

Neither way holds more than a block in memory, except that the row takes the finished archive at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from emma.errors import ReleaseBroken
from emma.models import ReleaseArchive
from emma.training.disk import roomy
from emma.training.folders import data_folder, evaluation_folder, index_folder, model_file

ARCHIVE = ReleaseArchive.__table__
LARGEST = 1 << 30
MOST_MEMBERS = 50_000
BLOCK = 8 << 20
QUICK = 1  # the model is compressed already; the index gains most at the first level


def parts(models: Path, version: str) -> list[Path]:
    """Everything a release may have in `models`; the model comes last, so that where it is all else is."""
    folders = (index_folder, data_folder, evaluation_folder)
    return [*(of(models, version) for of in folders), model_file(models, version)]


def pack(models: Path, version: str, target: Path) -> None:
    """Write the archive of a release. Raises NoRoom, and ReleaseBroken when it is larger than a row takes."""
    with roomy(f"the archive of {version}"), tarfile.open(target, "w:gz", compresslevel=QUICK) as tar:
        for part in parts(models, version):
            if part.exists():
                tar.add(part, arcname=part.name, filter=_plain)
    if target.stat().st_size > LARGEST:
        raise ReleaseBroken(f"Release {version} is larger than {LARGEST >> 20} MB.")


def unpack_archive(connection: Connection, models: Path, version: str, sha256: str, size: int) -> None:
    """Bring the files of a release from its row into `models`. Raises ReleaseBroken and NoRoom; then nothing is left."""
    models.mkdir(parents=True, exist_ok=True)
    with roomy(f"release {version}"), tempfile.TemporaryDirectory(prefix=".unpack-", dir=models) as name:
        folder = Path(name)
        archive = folder / "archive"
        with archive.open("wb") as file:
            for block in _blocks(connection, version, size):
                file.write(block)
        if file_digest(archive) != sha256:
            raise ReleaseBroken(f"The archive of release {version} is damaged.")
        unpack(archive, folder / "parts", version)
        for part in parts(folder / "parts", version):
            if part.exists():
                replace(part, models / part.name)


def unpack(archive: Path, folder: Path, version: str) -> None:
    """Extract what a release consists of, and nothing else: no links, no devices, no way out, bounded in all.

    Raises ReleaseBroken.
    """
    allowed = {part.name for part in parts(folder, version)}
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for count, member in enumerate(tar, start=1):
                path = PurePosixPath(member.name)
                total += member.size
                plain = (member.isreg() or member.isdir()) and not member.issparse()
                if not plain or path.is_absolute() or ".." in path.parts or path.parts[:1][0] not in allowed:
                    raise ReleaseBroken(f"The archive of release {version} holds what does not belong there.")
                if total > LARGEST or count > MOST_MEMBERS:
                    raise ReleaseBroken(f"The archive of release {version} is too large.")
                tar.extract(member, folder, filter="data")
    except (tarfile.TarError, zlib.error, EOFError, ValueError, IndexError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ReleaseBroken(f"The archive of release {version} cannot be read.") from error


def replace(source: Path, target: Path) -> None:
    """Move a file or folder to where another may be; a reader sees the one or the other whole."""
    if source.is_dir() and target.exists():
        with tempfile.TemporaryDirectory(prefix=".old-", dir=target.parent) as old:
            os.rename(target, Path(old) / target.name)
            os.rename(source, target)
        return
    os.replace(source, target)


def remove(models: Path, version: str) -> None:
    """Remove every file of a release; the model first, so that nobody takes what is half gone for whole."""
    for part in reversed(parts(models, version)):
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _blocks(connection: Connection, version: str, size: int) -> Iterator[bytes]:
    for start in range(0, size, BLOCK):
        part = select(func.substr(ARCHIVE.c.archive, start + 1, BLOCK)).where(ARCHIVE.c.version == version)
        block = connection.execute(part).scalar()
        if block is None:
            raise ReleaseBroken(f"The archive of release {version} is not kept any more.")
        yield bytes(block)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Files and folders without anybody's name on them; links and the like stay behind."""
    if not (member.isreg() or member.isdir()):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
