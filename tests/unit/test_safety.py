"""The emergency rule: hears danger in both languages, and no danger in ordinary questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.safety import GAP, read_alarms
from emma.settings import ROOT

ALARMS = read_alarms(ROOT / "data" / "safety.csv")


@pytest.mark.parametrize(
    "text",
    [
        "my husband is going to kill me",
        "HE WILL KILL ME!!",
        "there is a man at my door with a gun",
        "I'm bleeding a lot",
        "i want to kill myself",
        "mi esposo me va a matar",
        "me quiero matar",
    ],
)
def test_an_emergency_is_heard(text: str) -> None:
    assert ALARMS.heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "how do I renew my green card",
        "the waiting is killing me",
        "my application for a U visa after domestic violence",
        "cuánto cuesta la N-400",
        "is there an emergency travel document",
        "",
    ],
)
def test_an_ordinary_question_is_no_emergency(text: str) -> None:
    assert ALARMS.heard(text) is None


def test_words_of_a_phrase_may_stand_apart_but_not_far(tmp_path: Path) -> None:
    file = tmp_path / "safety.csv"
    file.write_text("kind,lang,phrase\ndanger,en,kill me\n", encoding="utf-8")
    alarms = read_alarms(file)
    assert alarms.heard(f"kill {'x ' * GAP}me") == "danger"
    assert alarms.heard(f"kill {'x ' * (GAP + 1)}me") is None
    assert alarms.heard("me kill") is None
    assert alarms.heard("skill measure") is None


def test_a_long_message_is_heard_in_a_moment() -> None:
    assert ALARMS.heard("kill he will " * 150) is None
