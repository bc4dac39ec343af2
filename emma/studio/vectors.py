"""Vectors of texts that were encoded before: from the release, from a file of this host, or read in the background.

Twenty thousand examples take about a minute of one core: never while somebody waits for a page.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emma.knowledge.example_vectors import load_vectors, save_vectors
from emma.nlu.encoder import Encoder

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
# As many are encoded at once while somebody waits: 2.5 ms each.
FEW = 80
BATCH = 16
NICE = 15
MOST = 100_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far the background reading is."""

    done: int
    total: int


class TextVectors:
    """Vectors by text. Safe to share between threads; what was encoded is kept in `file` for the next start."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self._encoder = encoder
        self._file = file
        self._lock = threading.Lock()
        self._places: dict[str, int] = {}
        self._rows: Halves = np.empty((0, encoder.dimension), dtype=np.float16)
        self._read: set[Path] = set()
        self._thread: threading.Thread | None = None
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """How far the reading is; None when none runs."""
        return self._progress

    def take(self, file: Path) -> None:
        """Know what a file holds; once each."""
        with self._lock:
            if file in self._read:
                return
            self._read.add(file)
        found = load_vectors(file, self._encoder.name)
        if found is not None:
            self._add(*found)

    def of(self, texts: Sequence[str]) -> Halves | None:
        """Vectors of `texts` in their order, shape (n, d). None while many of them are still being read."""
        self.take(self._file)
        missing = [text for text in dict.fromkeys(texts) if text not in self._places]
        if len(missing) > FEW:
            self._start(missing)
            return None
        if missing:
            self._add(missing, self._encoder.encode(missing))
        with self._lock:
            return self._rows[[self._places[text] for text in texts]]

    def wait(self, seconds: float | None = None) -> None:
        """Until the reading that runs has ended."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _add(self, texts: Sequence[str], vectors: Floats) -> None:
        with self._lock:
            fresh = [i for i, text in enumerate(texts) if text not in self._places]
            if not fresh or len(self._places) + len(fresh) > MOST:
                return
            start = len(self._rows)
            self._rows = np.vstack([self._rows, vectors[fresh].astype(np.float16)])
            self._places.update((texts[i], start + number) for number, i in enumerate(fresh))

    def _start(self, missing: Sequence[str]) -> None:
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._progress = Progress(0, len(missing))
            self._thread = threading.Thread(target=self._encode, args=(list(missing),), name="examples", daemon=True)
            self._thread.start()

    def _encode(self, missing: list[str]) -> None:
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)  # this thread only; turns go first
            vectors = np.empty((len(missing), self._encoder.dimension), dtype=np.float32)
            for start in range(0, len(missing), BATCH):
                part = missing[start : start + BATCH]
                vectors[start : start + len(part)] = self._encoder.encode(part)
                self._progress = Progress(start + len(part), len(missing))
            self._add(missing, vectors)
            self._keep()
        except Exception as error:  # a look without neighbours is still a look
            log.error("the examples could not be read: %s", type(error).__name__)
        finally:
            self._progress = None

    def _keep(self) -> None:
        with self._lock:
            texts, rows = list(self._places), self._rows[list(self._places.values())].astype(np.float32)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(f".{os.getpid()}.part")
        save_vectors(part, self._encoder.name, texts, rows)
        part.replace(self._file)
