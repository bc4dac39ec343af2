"""Searches files for identifiers in every form; an archive is searched member by member."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from emma.cli.privacy_audit.traces import traces


@dataclass(frozen=True)
class Find:
    """One identifier that should not be there."""

    place: str
    value: str
    form: str


@dataclass(frozen=True)
class Searched:
    """How much was read, and what was found."""

    files: int
    size: int
    finds: tuple[Find, ...]


class Search:
    """All forms of all values, made once."""

    def __init__(self, values: Iterable[str]) -> None:
        self._needles = [(needle, value, form) for value in values for needle, form in traces(value).items()]

    def content(self, place: str, content: bytes) -> Iterator[Find]:
        """What stands in one content; each value and form once."""
        lower = content.lower()
        seen: set[tuple[str, str]] = set()
        for needle, value, form in self._needles:
            if needle in (content if form == "base64" else lower) and (value, form) not in seen:
                seen.add((value, form))
                yield Find(place, value, form)

    def files(self, files: Iterable[Path]) -> Searched:
        """Search files; one that vanishes meanwhile was temporary and is passed over."""
        finds: list[Find] = []
        count = size = 0
        for file in files:
            for name, content in _contents(file):
                count, size = count + 1, size + len(content)
                finds += self.content(name, content)
        return Searched(count, size, tuple(finds))


def _contents(file: Path) -> Iterator[tuple[str, bytes]]:
    try:
        yield file.name, file.name.encode() + b"\n" + file.read_bytes()
        if file.name.endswith(".tar.gz"):
            with tarfile.open(file) as archive:
                for member in archive:
                    inside = archive.extractfile(member)
                    if inside is not None:
                        yield f"{file.name}:{member.name}", inside.read()
    except FileNotFoundError:
        return
