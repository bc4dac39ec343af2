"""The words that keys are made of: many, plain, and told apart by ear and by hand."""

from __future__ import annotations

import re

import pytest

from emma.language import fold
from emma.service_requests.keys import WORDS_IN_KEY, new_key, words


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_are_enough_words_for_36_bits(language: str) -> None:
    assert len(set(words(language))) == len(words(language))
    assert len(words(language)) ** WORDS_IN_KEY >= 2**36


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_are_short_lower_case_and_without_accents(language: str) -> None:
    for word in words(language):
        assert re.fullmatch(r"[a-z]{4,9}", word), word
        assert fold(word) == word


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_word_is_the_plural_of_another(language: str) -> None:
    known = set(words(language))
    assert not [word for word in known if f"{word}s" in known]


def test_a_key_is_four_words_of_its_language() -> None:
    assert len(new_key("es").split()) == WORDS_IN_KEY
    assert set(new_key("es").split()) <= set(words("es"))
    assert set(new_key("xx").split()) <= set(words("en"))
