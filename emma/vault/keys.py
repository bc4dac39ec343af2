"""Day keys: one file per day and kind of form, outside the database. Without its file a sealed value is noise."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

BYTES = 32
NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.([a-z_]{1,24})")


@dataclass(frozen=True)
class DayKeys:
    """The keys in a folder. On several machines it must be one shared folder."""

    folder: Path

    def name(self, kind: str, moment: datetime) -> str:
        """The name of the key that seals a value of `kind` at `moment` (its UTC day)."""
        return f"{moment.astimezone(UTC).date().isoformat()}.{kind}"

    def get_or_make(self, name: str) -> bytes:
        """The key, made at the first call of the day. Of several processes one makes it and all get the same."""
        key = self.get(name)
        if key is not None:
            return key
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_bytes(BYTES))
            os.fsync(handle)
            os.link(draft, self.folder / name)
        except FileExistsError:
            pass
        finally:
            os.close(handle)
            draft.unlink()
        _sync(self.folder)
        return (self.folder / name).read_bytes()

    def get(self, name: str) -> bytes | None:
        """The key, or None when it was destroyed. A name that is none of ours opens no file."""
        if NAME.fullmatch(name) is None:
            return None
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def spent(self, kind: str, lifetime: timedelta, moment: datetime) -> list[str]:
        """Names of the keys of `kind` whose last value, sealed at the end of their day, has expired."""
        found = (NAME.fullmatch(file.name) for file in self.folder.glob(f"*.{kind}"))
        return sorted(m[0] for m in found if m and m[2] == kind and _end_of(m[1]) + lifetime <= moment)

    def destroy(self, name: str) -> None:
        """Overwrite and remove one key. Another process may have been first."""
        file = self.folder / name
        try:
            with file.open("r+b") as opened:
                opened.write(bytes(BYTES))
                opened.flush()
                os.fsync(opened.fileno())
            file.unlink()
        except FileNotFoundError:
            return
        _sync(self.folder)


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
