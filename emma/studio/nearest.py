"""The nearest examples of a sentence, over everything that data/ teaches now, and the nearest held-out messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from emma.errors import KnowledgeError
from emma.evaluation.held_out import Expected, read_folder
from emma.knowledge.example_vectors import FILE
from emma.knowledge.likeness import SAME, WORD
from emma.language import fold
from emma.nlu.encoder import Encoder
from emma.studio.taught import TaughtFiles
from emma.studio.vectors import Halves, Progress, TextVectors

Floats = NDArray[np.float32]
NEAR, NEAR_HELD_OUT = 24, 8
BLOCK = 4096
Owner = TypeVar("Owner")


@dataclass(frozen=True)
class Neighbour:
    """An example beside a sentence: `cosine` of their vectors (-1..1), `likeness` of their letters (0..100)."""

    intent: str
    text: str
    cosine: float
    likeness: float


@dataclass(frozen=True)
class HeldOutNear:
    """A held-out message beside a sentence."""

    message: Expected
    cosine: float
    likeness: float


@dataclass(frozen=True)
class Nearness:
    """What is near one sentence. Both lists are best first and may hold far ones too."""

    examples: tuple[Neighbour, ...]
    held_out: tuple[HeldOutNear, ...]


class ExampleIndex:
    """One for the process: the examples of `data`, the held-out messages of `held_out`, vectors kept in `var`."""

    def __init__(self, data: Path, held_out: Path, var: Path, encoder: Encoder) -> None:
        self.files = TaughtFiles(data)
        self._encoder = encoder
        self._vectors = TextVectors(encoder, var / "studio" / FILE)
        self._held_out_folder = held_out
        self._lock = Lock()
        self._examples: _Rows[str] | None = None
        self._held_out: _Rows[Expected] | None = None
        self._stamp = -1

    @property
    def progress(self) -> Progress | None:
        """How far the first reading is; None when nothing is being read."""
        return self._vectors.progress

    def wait(self, seconds: float | None = None) -> None:
        """Until what is being read is read."""
        self._vectors.wait(seconds)

    def take(self, folder: Path | None) -> None:
        """Know the vectors that a release keeps in its index folder."""
        if folder is not None:
            self._vectors.take(folder / FILE)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of a few texts, made now; nothing is kept of them."""
        return self._encoder.encode(list(texts))

    def near(self, texts: Sequence[str], vectors: Floats) -> list[Nearness] | None:
        """What is near each of `texts`. None while the examples are still being read."""
        rows = self._now()
        if rows is None:
            return None
        examples = rows[0].near(texts, vectors, NEAR)
        held_out = rows[1].near(texts, vectors, NEAR_HELD_OUT)
        return [
            Nearness(
                tuple(Neighbour(*one) for one in known),
                tuple(HeldOutNear(message, cosine, likeness) for message, _, cosine, likeness in messages),
            )
            for known, messages in zip(examples, held_out, strict=True)
        ]

    def _now(self) -> tuple[_Rows[str], _Rows[Expected]] | None:
        taught = self.files.now()
        with self._lock:
            if self._examples is not None and self._held_out is not None and self._stamp == taught.stamp:
                return self._examples, self._held_out
            owners = [intent for intent, one in taught.examples.items() for _ in one]
            texts = [text for one in taught.examples.values() for text in one]
            messages = self._messages()
            vectors = self._vectors.of([*texts, *(message.text for message in messages)])
            if vectors is None:
                return None
            self._examples = _Rows(owners, texts, vectors[: len(texts)])
            self._held_out = _Rows(messages, [message.text for message in messages], vectors[len(texts) :])
            self._stamp = taught.stamp
            return self._examples, self._held_out

    def _messages(self) -> list[Expected]:
        try:
            return read_folder(self._held_out_folder)
        except (KnowledgeError, OSError):
            return []


class _Rows(Generic[Owner]):
    """Texts with their owners and vectors, to be compared with one vector."""

    def __init__(self, owners: Sequence[Owner], texts: Sequence[str], vectors: Halves) -> None:
        self._owners, self._texts, self._vectors = owners, texts, vectors
        self._by_words: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            self._by_words[words_of(text)].append(place)

    def near(self, texts: Sequence[str], vectors: Floats, most: int) -> list[list[tuple[Owner, str, float, float]]]:
        """For each of `texts` the `most` nearest by vector and all with the same words, best first: owner, text,
        cosine, likeness of letters."""
        if not self._texts:
            return [[] for _ in texts]
        blocks = range(0, len(self._texts), BLOCK)
        cosines = np.hstack([vectors @ self._vectors[i : i + BLOCK].astype(np.float32).T for i in blocks])
        return [self._best(text, row, most) for text, row in zip(texts, cosines, strict=True)]

    def _best(self, text: str, cosines: Floats, most: int) -> list[tuple[Owner, str, float, float]]:
        best = np.argpartition(-cosines, most)[:most] if most < len(cosines) else np.arange(len(cosines))
        key = words_of(text)
        found = []
        for place in dict.fromkeys([*best.tolist(), *self._by_words.get(key, ())]):
            like = self._texts[place]
            likeness = round(float(fuzz.ratio(key, words_of(like))), 1)
            found.append((self._owners[place], like, round(float(cosines[place]), 3), likeness))
        return sorted(found, key=lambda one: (one[3] < SAME, -one[2]))


def words_of(text: str) -> str:
    """The words of a text without case, accents and marks: texts of one such key say the same."""
    return " ".join(WORD.findall(fold(text)))
