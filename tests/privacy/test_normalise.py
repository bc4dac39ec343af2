"""Folding text for the detectors, with the way back."""

from emma.privacy import redact
from emma.privacy.normalise import MASKED, normalise


def test_plain_text_needs_no_map() -> None:
    read = normalise("Número de recibo: IOE")
    assert read.lower == "numero de recibo: ioe"
    assert read.starts is None


def test_digits_of_any_script_become_plain_ones() -> None:
    for digits in ("０１２３", "٠١٢٣", "०१२३", "𝟎𝟏𝟐𝟑", "0\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e3", "⓪①②③"):
        assert normalise(digits + "á").lower == "0123a"


def test_invisible_characters_go_and_spans_come_back() -> None:
    text = "x A\u200b0\u200b1 y"
    read = normalise(text)
    assert read.lower == "x a01 y"
    assert text[slice(*read.original(2, 5))] == "A\u200b0\u200b1"


def test_a_combining_mark_belongs_to_its_letter() -> None:
    text = "Jose\u0301 1"
    read = normalise(text)
    assert read.lower == "jose 1"
    assert text[slice(*read.original(0, 4))] == "Jose\u0301"


def test_a_taken_span_becomes_one_mark() -> None:
    read = normalise("my [SSN] ok", [(3, 8)])
    assert read.lower == f"my {MASKED} ok"
    assert read.original(3, 4) == (3, 8)


def test_a_visitor_cannot_type_the_marks() -> None:
    assert MASKED not in normalise(f"a {MASKED} b").lower


def test_a_span_never_cuts_a_letter_that_folds_to_two() -> None:
    assert redact("my name is ﬁlemona ﬀord").text == "my name is [name]"
    assert redact("İ A012345678").text == "İ [A-number]"
