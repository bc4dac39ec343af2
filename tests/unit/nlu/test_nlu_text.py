from __future__ import annotations

import pytest

from emma.nlu.text import bound, fold, fold_with_offsets, read_length


def test_only_six_sentences_are_read() -> None:
    text = " ".join(f"Sentence {i}." for i in range(1, 10))
    assert bound(text).endswith("Sentence 6. ") or bound(text).endswith("Sentence 6.")


def test_only_600_characters_are_read() -> None:
    assert len(bound("visa " * 1000)) == 600


def test_a_dot_inside_a_number_ends_no_sentence() -> None:
    text = "1.2 3.4 5.6 7.8 9.1 2.3 4.5 and the question"
    assert bound(text) == text


def test_a_very_long_word_is_cut() -> None:
    assert bound("a" * 500 + " visa") == "a" * 60 + " visa"


@pytest.mark.parametrize("text", ["caf\ud800é", "ca\x00fé"])
def test_what_cannot_be_encoded_is_removed(text: str) -> None:
    assert bound(text) == "café"
    bound(text).encode("utf-8")


def test_folding_drops_case_and_accents() -> None:
    assert fold("¿CUÁNDO Renové mi Pensión, señor?") == "¿cuando renove mi pension, senor?"


@pytest.mark.parametrize("text", ["Bogotá", "Bogota\u0301", "\ufb01nanza México", "\x00São \ud800Paulo", "plain"])
def test_offsets_lead_back_into_the_written_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert all(fold(text[start]).startswith(c) or c in fold(text[start])
               for c, start in zip(folded, offsets, strict=False))  # fmt: skip


def test_read_length_of_a_short_text_is_its_length() -> None:
    assert read_length("hola") == 4
