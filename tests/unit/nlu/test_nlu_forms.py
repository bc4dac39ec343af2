from __future__ import annotations

import pytest

from emma.nlu.extraction import Extractor


def forms(extractor: Extractor, text: str) -> list[tuple[str, float]]:
    return [(e["value"], e["confidence"]) for e in extractor.extract(text) if e["entity"] == "form"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("what is the I-765", "I-765"),
        ("n400 price", "N-400"),
        ("i 765 form", "I-765"),
        ("i–485", "I-485"),
        ("I-821D please", "I-821D"),
        ("i821d", "I-821D"),
        ("i-129f or not", "I-129F"),
        ("I-129 F", "I-129F"),
        ("i 130 a mi esposa", "I-130"),
        ("g1145", "G-1145"),
        ("ar11", "AR-11"),
        ("AR 11", "AR-11"),
        ("forma 485", "I-485"),
        ("el formulario numero 765", "I-765"),
        ("form 90", "I-90"),
        ("1-130 petition", "I-130"),
        ("l-130 petition", "I-130"),
        ("file I-800", "I-800"),
    ],
)
def test_a_form_number_is_made_canonical(extractor: Extractor, text: str, number: str) -> None:
    assert forms(extractor, text) == [(number, 1.0)]


@pytest.mark.parametrize("text", ["my I-797 notice", "i94 record", "DS-260"])
def test_a_number_outside_the_table_has_half_confidence(extractor: Extractor, text: str) -> None:
    assert [confidence for _, confidence in forms(extractor, text)] == [0.5]


@pytest.mark.parametrize(
    "text",
    [
        "call 1-800-375-5283",
        "1-800 number",
        "can i 90 days before",
        "i 90 dias despues",
        "form 600",
        "911",
        "2026-11-21",
        "I have 3 children",
        "g 20",
        "covid-19",
    ],
)
def test_what_is_no_form_number(extractor: Extractor, text: str) -> None:
    assert forms(extractor, text) == []


def test_two_forms_in_one_text_are_both_found(extractor: Extractor) -> None:
    assert [value for value, _ in forms(extractor, "I-130 y la forma 485")] == ["I-130", "I-485"]
