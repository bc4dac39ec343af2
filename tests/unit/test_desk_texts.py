"""The desk speaks both languages, and has a word for everything a row can hold."""

from __future__ import annotations

import pytest

from emma.errors import SettingsError
from emma.handoffs.ending import EndReason
from emma.handoffs.packet import HANDLINGS
from emma.handoffs.policy import read_policy
from emma.settings import ROOT, read
from emma.web.pages import texts
from emma.words import LANGUAGES, TOPICS, PresenceState, Reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_domain_is_said(language: str) -> None:
    said = texts(f"desk_{language}")["desk"]
    hints = read_policy(ROOT / "handoff.toml", demonstration=True).hints
    assert set(said["topics"]) == TOPICS
    assert set(said["reasons"]) == set(Reason)
    assert set(said["handling"]) == set(HANDLINGS)
    assert set(said["hints"]) == set(hints)
    assert set(said["reasons_end"]) == set(EndReason)
    assert set(PresenceState) <= set(said["presence"])


@pytest.mark.parametrize(
    "address", ["https://cases.example.gov/{receipt}", "https://cases.example.gov/{0}", "javascript:1"]
)
def test_the_link_to_the_case_system_names_nobody(address: str) -> None:
    with pytest.raises(SettingsError):
        read(case_system_url=address)
    assert read(case_system_url="https://cases.example.gov/?t={topic}&l={language}").case_system_url
