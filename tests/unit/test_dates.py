"""Dates of facts are said in words, in both languages."""

from __future__ import annotations

import pytest

from emma.knowledge.dates import said


@pytest.mark.parametrize(
    ("as_of", "english", "spanish"),
    [
        ("2024-09", "September 2024", "septiembre de 2024"),
        ("2026-10-01", "October 1, 2026", "1 de octubre de 2026"),
        ("2025", "2025", "2025"),
        ("2014-2018", "2014-2018", "2014-2018"),
        ("undated", "undated", "undated"),
        ("2024-13", "2024-13", "2024-13"),
    ],
)
def test_a_date_is_said_in_words(as_of: str, english: str, spanish: str) -> None:
    assert said(as_of, "en") == english
    assert said(as_of, "es") == spanish
