"""disclosure.toml: a card for each level and tier in both languages; a protected matter outranks everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.desk.disclosure import Level, level_of, read_disclosure
from emma.errors import SettingsError
from emma.settings import ROOT

SHIPPED = ROOT / "disclosure.toml"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", list(Level))
def test_every_level_says_what_may_and_what_may_not_be_said(level: Level, language: str) -> None:
    card = read_disclosure(SHIPPED).card(level, ("1",), language)
    assert card["level"] == level
    assert card["may"]
    assert card["may_not"]


def test_the_languages_are_not_the_same_text() -> None:
    shipped = read_disclosure(SHIPPED)
    for name, card in shipped.cards.items():
        assert card["en"].title != card["es"].title, name
        assert len(card["en"].may) == len(card["es"].may), name
        assert len(card["en"].may_not) == len(card["es"].may_not), name


def test_tier_2_may_say_more_than_tier_1_once_the_identity_is_confirmed() -> None:
    shipped = read_disclosure(SHIPPED)
    assert shipped.card(Level.VERIFIED, ("1",), "en") != shipped.card(Level.VERIFIED, ("supervisor", "2", "1"), "en")


def test_a_protected_matter_stays_protected_with_a_confirmed_identity() -> None:
    assert level_of(sensitive=True, verified=True) is Level.PROTECTED
    assert level_of(sensitive=False, verified=True) is Level.VERIFIED
    assert level_of(sensitive=False, verified=False) is Level.UNVERIFIED


def test_an_unknown_language_reads_english() -> None:
    shipped = read_disclosure(SHIPPED)
    assert shipped.card(Level.UNVERIFIED, (), "fr") == shipped.card(Level.UNVERIFIED, (), "en")


@pytest.mark.parametrize("gone", ["[protected.es]", "may_not", "sources"])
def test_a_card_that_is_missing_stops_the_start(tmp_path: Path, gone: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(gone, gone.replace("protected", "forgotten").replace("s", "z"))
    broken = tmp_path / "disclosure.toml"
    broken.write_text(text if gone != "may_not" else text.replace("may_not", "mayn"), encoding="utf-8")
    with pytest.raises(SettingsError):
        read_disclosure(broken)
