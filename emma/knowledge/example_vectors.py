"""Sentence vectors by text, in 8 bits: a release keeps those of its examples, so that nobody encodes them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from emma.nlu.encoder import Encoder

Floats = NDArray[np.float32]
LEVELS = 127
TINY = 1e-6
FILE = "examples.npz"


def write_example_vectors(texts: Iterable[str], encoder: Encoder, folder: Path) -> None:
    """Encode `texts` and keep them as FILE in `folder`."""
    distinct = list(dict.fromkeys(texts))
    save_vectors(folder / FILE, encoder.name, distinct, encoder.encode(distinct))


def save_vectors(file: Path, encoder: str, texts: Sequence[str], vectors: Floats) -> None:
    """Write texts and their vectors of length 1, shape (len(texts), d); each row in steps of its own largest value."""
    steps = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), TINY) / LEVELS
    rows = np.rint(vectors / steps).astype(np.int8)
    words = json.dumps({"encoder": encoder, "texts": list(texts)}, ensure_ascii=False).encode("utf-8")
    with file.open("wb") as out:
        np.savez(out, rows=rows, steps=steps.astype(np.float32), words=np.frombuffer(words, dtype=np.uint8))


def load_vectors(file: Path, encoder: str) -> tuple[list[str], Floats] | None:
    """Texts and vectors of a file; None when there is none, when it cannot be read, or when another encoder made it."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            words = json.loads(kept["words"].tobytes().decode("utf-8"))
            rows, steps = kept["rows"], kept["steps"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    texts = words.get("texts", [])
    if words.get("encoder") != encoder or len(texts) != len(rows):
        return None
    return texts, rows.astype(np.float32) * steps
