"""People name a form by what it does."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import pytest

from emma.knowledge.form_words import FormWords, form_meant, read_form_words
from emma.settings import ROOT


@pytest.fixture(scope="module")
def rows() -> Sequence[FormWords]:
    return read_form_words(ROOT / "data" / "form_words.csv")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("what are the fees for becoming a citizen", "N-400"),
        ("¿Cuánto cuesta hacerse ciudadano?", "N-400"),
        ("how much to renew a green card", "I-90"),
        ("cuánto cobran por reponer la mica", "I-90"),
        ("price of a work permit", "I-765"),
        ("my wife is a citizen, what is the cost of a petition for my mother", "I-130"),
        ("replacing a lost certificate of citizenship, how much", "N-565"),
        ("certificado de ciudadanía, precio", "N-600"),
        ("how much does it cost to file", None),
    ],
)
def test_the_most_special_form_is_meant(text: str, form: str | None, rows: Sequence[FormWords]) -> None:
    assert form_meant(text, rows) == form


def test_every_form_is_in_the_table(rows: Sequence[FormWords]) -> None:
    with (ROOT / "data" / "forms.csv").open(encoding="utf-8", newline="") as file:
        known = {row["number"] for row in csv.DictReader(file)}
    assert {row.form for row in rows} <= known
