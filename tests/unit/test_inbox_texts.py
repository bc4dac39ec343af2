"""The words of the inbox: complete in both languages, one for everything that is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from emma.inbox.deciding import DECISIONS
from emma.inbox.listing import KINDS
from emma.settings import ROOT
from emma.words import LANGUAGES

FOLDER = ROOT / "emma" / "web"


def words(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "texts" / f"studio_inbox_{language}.toml").read_text(encoding="utf-8"))


def flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


def test_both_languages_have_the_same_places_with_the_same_variables() -> None:
    english, spanish = (dict(flat(words(language))) for language in LANGUAGES)
    assert english.keys() == spanish.keys()
    for place, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", spanish[place])), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_shown_has_a_word(language: str) -> None:
    found = words(language)
    assert set(KINDS) == set(found["kinds"])
    assert set(DECISIONS) <= set(found["done"])
    assert set(DECISIONS) == set(found["decided"]["acts"])


def test_the_templates_use_no_word_that_is_missing() -> None:
    parts = [place.split(".") for place, _ in flat(words("en"))]
    places = {".".join(part[:length]) for part in parts for length in range(1, len(part) + 1)}
    for file in (FOLDER / "templates" / "studio").glob("*inbox*.html"):
        for place in re.findall(r"\bw\.([a-z_.]+\b)", file.read_text(encoding="utf-8")):
            assert place.removesuffix(".format") in places, f"{file.name}: {place}"
