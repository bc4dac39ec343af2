"""The words of every page are complete in both languages."""

from __future__ import annotations

import re

import pytest

from emma.words import LANGUAGES
from tests.page_texts import FOLDER, flat, words

VARIABLE = re.compile(r"\{\w+\}")
NAMES = sorted({file.stem.removesuffix("_en") for file in FOLDER.glob("*_en.toml")})


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_places_with_the_same_variables(name: str) -> None:
    english, spanish = (dict(flat(words(name, language))) for language in LANGUAGES)
    assert english.keys() == spanish.keys()
    for place, text in english.items():
        assert set(VARIABLE.findall(text)) == set(VARIABLE.findall(spanish[place])), place


def test_there_are_pages_with_words() -> None:
    assert {"board", "desk", "staff", "studio_inbox", "studio_releases"} <= set(NAMES)
