"""Replacing files on the disk: each atomically, all of them or none, the old ones back when anything fails."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from emma.errors import NoRoom

MODE = 0o644


@contextmanager
def replace_all(texts: Mapping[Path, bytes | None]) -> Iterator[None]:
    """Put the new files in place, then run the body (the transaction that remembers them). None removes a file.

    All files are as before when one cannot be written or the body fails. Raises NoRoom when the disk refuses.
    """
    staged: dict[Path, Path | None] = {}
    before: dict[Path, Path | None] = {}
    try:
        with _as_no_room():
            for file, raw in texts.items():
                staged[file] = None if raw is None else _staged(file, raw)
            for file in texts:
                before[file] = _second_name(file)
            for file, new in staged.items():
                _put(file, new)
        yield
    except BaseException:
        for file, old in before.items():
            with suppress(OSError):
                _put(file, old)
        raise
    finally:
        for left in (*staged.values(), *before.values()):
            if left is not None:
                left.unlink(missing_ok=True)
    for folder in {file.parent for file in staged}:
        _sync_folder(folder)


@contextmanager
def _as_no_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoRoom from error


def _staged(file: Path, raw: bytes) -> Path:
    """The new bytes beside the file, on the disk. The name begins with a dot: nothing reads it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(raw)
            new.flush()
            os.fchmod(new.fileno(), file.stat().st_mode & 0o777 if file.exists() else MODE)
            os.fsync(new.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _put(file: Path, new: Path | None) -> None:
    if new is None:
        file.unlink(missing_ok=True)
    else:
        os.replace(new, file)


def _second_name(file: Path) -> Path | None:
    """Another name for the old file, so that it can come back without room on the disk."""
    if not file.exists():
        return None
    name = file.parent / f".{secrets.token_hex(8)}.old"
    os.link(file, name)
    return name


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
