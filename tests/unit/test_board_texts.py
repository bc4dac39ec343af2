"""The words of board, quality, practice and reports: complete in both languages, one for everything that is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from emma.desk.practice_scripts import shipped_scripts
from emma.handoffs.ending import EndReason
from emma.handoffs.passing import TIERS
from emma.reporting.reviews import CRITERIA
from emma.settings import ROOT
from emma.words import LANGUAGES, HandoffState, Outcome, Reason

FOLDER = ROOT / "emma" / "web" / "texts"
ALERTS = ("danger", "unstaffed", "long_wait", "service_level", "promise", "unanswered")


def words(language: str) -> dict[str, Any]:
    """All strings of a language."""
    return tomllib.loads((FOLDER / f"board_{language}.toml").read_text(encoding="utf-8"))


def flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every string with its place."""
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
    cells = {*EndReason, *Outcome, *(reason.public for reason in Reason), *LANGUAGES, "yes", "no", "served", "none"}
    cells |= {f"{tier} {code}" for tier in TIERS for code in LANGUAGES}
    cells |= set(HandoffState) - {HandoffState.OFFERED, HandoffState.DECLINED, HandoffState.LAPSED}
    assert {str(cell) for cell in cells} <= set(found["reports"]["words"])
    assert set(ALERTS) <= set(found["board"]["alerts"])
    assert set(CRITERIA) == set(found["quality"]["criteria"])
    assert set(TIERS) == set(found["board"]["tiers"])
    assert shipped_scripts(), "and there is something to practise"
