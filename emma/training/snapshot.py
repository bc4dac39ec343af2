"""The lock that every writer of data/ holds, and a snapshot: data/, config.yml and domain.yml as they are at one moment."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emma.errors import Busy, KnowledgeError
from emma.settings import ROOT, Settings
from emma.training.disk import roomy

PROJECT = ("config.yml", "domain.yml")
DATA = "data"  # the importer reads `data/knowledge` beside config.yml
PATIENCE_S = 60.0
TRIES = 5
_held = threading.local()


@contextmanager
def data_lock(data: Path) -> Iterator[None]:
    """Hold the one lock of a data folder, in every process of this host; a thread may take it again while it has it.

    The folder itself is locked, so nothing is written for it and it ends with the process. Raises Busy after a minute.
    """
    depths: dict[Path, int] = _held.__dict__.setdefault("depths", {})
    folder = data.resolve()
    if depths.get(folder):
        depths[folder] += 1
        try:
            yield
        finally:
            depths[folder] -= 1
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _wait_for(descriptor)
        depths[folder] = 1
        try:
            yield
        finally:
            del depths[folder]
    finally:
        os.close(descriptor)


def take(settings: Settings, folder: Path) -> str:
    """Copy data/, config.yml and domain.yml into `folder`, a Rasa project of its own; gives the digest of all of it.

    Writers of the studio wait meanwhile; where git or an editor changed a file under way it is copied again. Raises
    KnowledgeError when a file is missing or the files never stand still, NoRoom when the disk is full.
    """
    _sources(settings.data)  # what is missing is said before anything waits
    with data_lock(settings.data), roomy("the snapshot of data/"):
        for _ in range(TRIES):
            digest = _copy(settings.data, folder)
            if digest == digest_of(settings):
                return digest
            shutil.rmtree(folder)
    raise KnowledgeError("The files in data/ change all the time: no snapshot could be taken.")


def digest_of(settings: Settings) -> str:
    """The digest that a snapshot taken now would have: SHA-256 over names and contents."""
    return _digest({name: _sha256(path) for name, path in _sources(settings.data).items()})


def data_files(data: Path) -> dict[str, Path]:
    """`path below data -> file`, sorted: regular files only; hidden ones (temporary files, locks) are none of it."""
    found = {}
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
            found[name.as_posix()] = path
    return found


def _copy(data: Path, folder: Path) -> str:
    digests = {}
    for name, source in _sources(data).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        digests[name] = _sha256(target)
    return _digest(digests)


def _sources(data: Path) -> dict[str, Path]:
    """Everything that a model is trained from, by its name in the snapshot."""
    beside = data.resolve().parent
    found = {name: beside / name if (beside / name).exists() else ROOT / name for name in PROJECT}
    missing = [name for name, path in found.items() if not path.exists()]
    if missing or not data.is_dir():
        raise KnowledgeError(f"There is no {' and no '.join(missing) or data.name} to train from.")
    return {**found, **{f"{DATA}/{name}": path for name, path in data_files(data).items()}}


def _digest(digests: dict[str, str]) -> str:
    lines = (f"{name}\0{digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wait_for(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy("The files in data/ are being written. Try again in a moment.") from None
            time.sleep(0.05)
        else:
            return
