"""What the files of data/ teach at this moment: examples by intent. A file is read again when it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import yaml

from emma.errors import EmmaError
from emma.nlu.articles import parse_article, taught
from emma.nlu.examples import examples_of

Stamp = tuple[str, int, int]


@dataclass(frozen=True)
class Taught:
    """`examples`: intent -> texts, each once. `stamp` is another when a file has changed."""

    examples: Mapping[str, tuple[str, ...]]
    stamp: int


class TaughtFiles:
    """Reads articles and data/nlu below a folder. Safe to share between threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = Lock()
        self._read: dict[Stamp, dict[str, tuple[str, ...]]] = {}
        self._last = Taught({}, 0)
        self._known: frozenset[Stamp] = frozenset()

    def now(self) -> Taught:
        """What is taught now. A file that cannot be read teaches nothing; the check of the data says so elsewhere."""
        with self._lock:
            stamps = self._stamps()
            if frozenset(stamps) != self._known:
                self._read = {stamp: self._read.get(stamp) or _read(Path(stamp[0])) for stamp in stamps}
                self._known = frozenset(stamps)
                self._last = Taught(_merged(self._read.values()), self._last.stamp + 1)
            return self._last

    def _stamps(self) -> list[Stamp]:
        found = []
        for path in (*self._data.glob("knowledge/*/*.md"), *self._data.glob("nlu/**/*.yml")):
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((str(path), state.st_mtime_ns, state.st_size))
        return sorted(found)


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        if path.suffix == ".yml":
            return {intent: tuple(texts) for intent, texts in examples_of(path).items()}
        article = parse_article(path)
    except (EmmaError, yaml.YAMLError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {} if article.draft else {article.intent: tuple(taught(article))}


def _merged(parts: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        for intent, texts in part.items():
            found.setdefault(intent, {}).update(dict.fromkeys(texts))
    return {intent: tuple(texts) for intent, texts in sorted(found.items())}
