from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from emma.nlu.lexical import LexicalProjection, letter_terms, word_terms

TEXTS = ["renew my green card", "renovar mi tarjeta", "where is my case", "dónde está mi caso", "card card lost"]


def test_words_and_pairs() -> None:
    assert word_terms("where is it") == ["where", "is", "it", "where is", "is it"]


def test_a_masked_identifier_is_one_word_and_no_letters() -> None:
    assert word_terms("case [receipt number] status")[:3] == ["case", "[receipt number]", "status"]
    assert not [term for term in letter_terms("[receipt number]") if "rec" in term]


def test_letters_are_those_of_scikit_learn() -> None:
    analyze = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).build_analyzer()
    for text in ("a card", "green", "i am"):
        assert sorted(set(letter_terms(text))) == sorted(set(analyze(text)))


def test_the_quick_way_gives_what_training_gave() -> None:
    lexical, projected, _ = LexicalProjection.fit(TEXTS, dimension=4, seed=1)
    for row, text in enumerate(TEXTS):
        assert np.allclose(lexical.project(*lexical.weigh(text)), projected[row], atol=5e-3)


def test_accents_and_capitals_change_nothing() -> None:
    lexical, _, _ = LexicalProjection.fit(TEXTS, dimension=4, seed=1)
    assert lexical.weigh("DONDE ESTA mi caso") == lexical.weigh("dónde está mi caso")


def test_unknown_words_give_zeros() -> None:
    lexical, _, _ = LexicalProjection.fit(TEXTS, dimension=4, seed=1)
    assert not lexical.project(*lexical.weigh("Жук")).any()


def test_it_survives_being_kept() -> None:
    lexical, _, _ = LexicalProjection.fit(TEXTS, dimension=4, seed=1)
    again = LexicalProjection.from_state(*lexical.state())
    for text in ("my green card", "", "caso"):
        assert np.array_equal(again.project(*again.weigh(text)), lexical.project(*lexical.weigh(text)))
