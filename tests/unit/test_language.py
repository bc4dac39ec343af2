"""The language of a reply: any clear sign at first, then only three function words of the other language."""

from __future__ import annotations

import pytest

from emma.language import NEEDED, counts, fold, read_words, reply_language
from emma.settings import ROOT

WORDS = read_words(ROOT / "data" / "language_words.csv")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is the office", "en"),
        ("donde esta la oficina", "es"),
        ("¿costo N-400?", "es"),
        ("adios, señor", "es"),
        ("N-400", "en"),
    ],
)
def test_the_first_message_decides_by_any_clear_sign(text: str, language: str) -> None:
    assert reply_language(text, "en", WORDS, settled=False) == language


@pytest.mark.parametrize(
    "text", ["green card", "N-400", "biometrics", "Guadalajara", "hola", "gracias", "San Antonio", "¿Accra?"]
)
def test_a_word_or_two_of_spanish_do_not_switch_an_english_conversation(text: str) -> None:
    assert reply_language(text, "en", WORDS, settled=True) == "en"


@pytest.mark.parametrize("text", ["ok", "thank you", "green card", "USCIS office", "N-400 fee"])
def test_a_word_or_two_of_english_do_not_switch_a_spanish_conversation(text: str) -> None:
    assert reply_language(text, "es", WORDS, settled=True) == "es"


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("donde esta la oficina de mi ciudad", "en", "es"),
        ("que numero llamo si estoy fuera de estados unidos", "en", "es"),
        ("where can I find the form for my wife", "es", "en"),
        ("how do I renew my green card", "es", "en"),
    ],
)
def test_three_function_words_of_the_other_language_switch(text: str, before: str, language: str) -> None:
    assert counts(text, WORDS.function)[language] >= NEEDED
    assert reply_language(text, before, WORDS, settled=True) == language


@pytest.mark.parametrize(("text", "language"), [("costo", "es"), ("office", "en")])
def test_a_content_word_decides_a_first_message_and_never_switches(text: str, language: str) -> None:
    other = "es" if language == "en" else "en"
    assert reply_language(text, other, WORDS, settled=False) == language
    assert reply_language(f"{text} {text} {text}", other, WORDS, settled=True) == other


def test_accents_and_capitals_make_no_difference() -> None:
    assert fold("¿DÓNDE está Él?") == "¿donde esta el?"
    assert counts("DÓNDE ESTÁ", WORDS.function) == counts("donde esta", WORDS.function)
