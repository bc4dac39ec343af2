from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emma.nlu.encoder import EncoderError, UniversalSentenceEncoder, load_encoder, verify_files


@pytest.fixture(scope="module")
def use() -> UniversalSentenceEncoder:
    return UniversalSentenceEncoder()


def test_vectors_are_single_precision_of_length_one(use: UniversalSentenceEncoder) -> None:
    vectors = use.encode(["renew my green card", "hola"])
    assert vectors.shape == (2, use.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_one_meaning_in_two_languages_is_near(use: UniversalSentenceEncoder) -> None:
    english, spanish, other = use.encode(
        ["how do i renew my green card", "como renuevo mi tarjeta de residente", "the weather is nice today"]
    )
    assert english @ spanish > english @ other + 0.2


def test_capitals_change_nothing(use: UniversalSentenceEncoder) -> None:
    lower, upper = use.encode(["renew my card", "RENEW MY CARD"])
    assert np.array_equal(lower, upper)


def test_an_empty_list_gives_no_rows(use: UniversalSentenceEncoder) -> None:
    assert use.encode([]).shape == (0, use.dimension)


def test_a_remembered_text_keeps_its_vector(use: UniversalSentenceEncoder) -> None:
    first = use.encode(["form n-400"]).copy()
    returned = use.encode(["form n-400"])
    returned[:] = 0
    assert np.array_equal(use.encode(["form n-400"]), first)


def test_more_texts_than_are_remembered(use: UniversalSentenceEncoder) -> None:
    texts = [f"word {i}" for i in range(600)]
    assert use.encode(texts).shape == (600, use.dimension)


def test_changed_weights_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(b"other weights")
    with pytest.raises(EncoderError, match=r"weights\.npz has SHA-256"):
        verify_files(tmp_path, {"weights.npz": "0" * 64})


def test_missing_weights_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"sp\.model is missing"):
        verify_files(tmp_path, {"sp.model": "0" * 64})


def test_there_is_one_encoder_a_process() -> None:
    assert load_encoder("use") is load_encoder("use")
    with pytest.raises(EncoderError, match="no encoder named 'bert'"):
        load_encoder("bert")
