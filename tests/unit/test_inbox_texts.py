"""The words of the inbox: one for everything that is shown."""

from __future__ import annotations

import re

import pytest

from emma.inbox.deciding import DECISIONS
from emma.inbox.listing import KINDS
from emma.settings import ROOT
from emma.words import LANGUAGES
from tests.page_texts import flat, words

FOLDER = ROOT / "emma" / "web"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_shown_has_a_word(language: str) -> None:
    found = words("studio_inbox", language)
    assert set(KINDS) == set(found["kinds"])
    assert set(DECISIONS) <= set(found["done"])
    assert set(DECISIONS) == set(found["decided"]["acts"])


def test_the_templates_use_no_word_that_is_missing() -> None:
    parts = [place.split(".") for place, _ in flat(words("studio_inbox", "en"))]
    places = {".".join(part[:length]) for part in parts for length in range(1, len(part) + 1)}
    for file in (FOLDER / "templates" / "studio").glob("*inbox*.html"):
        for place in re.findall(r"\bw\.([a-z_.]+\b)", file.read_text(encoding="utf-8")):
            assert place.removesuffix(".format") in places, f"{file.name}: {place}"
