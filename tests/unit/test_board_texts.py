"""The words of board, quality, practice and reports: one for everything that is shown."""

from __future__ import annotations

import pytest

from emma.desk.practice_scripts import shipped_scripts
from emma.handoffs.ending import EndReason
from emma.handoffs.passing import TIERS
from emma.reporting.reviews import CRITERIA
from emma.words import LANGUAGES, HandoffState, Outcome, Reason
from tests.page_texts import words

ALERTS = ("danger", "unstaffed", "long_wait", "service_level", "promise", "unanswered")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_shown_has_a_word(language: str) -> None:
    found = words("board", language)
    cells = {*EndReason, *Outcome, *(reason.public for reason in Reason), *LANGUAGES, "yes", "no", "served", "none"}
    cells |= {f"{tier} {code}" for tier in TIERS for code in LANGUAGES}
    cells |= set(HandoffState) - {HandoffState.OFFERED, HandoffState.DECLINED, HandoffState.LAPSED}
    assert {str(cell) for cell in cells} <= set(found["reports"]["words"])
    assert set(ALERTS) <= set(found["board"]["alerts"])
    assert set(CRITERIA) == set(found["quality"]["criteria"])
    assert set(TIERS) == set(found["board"]["tiers"])
    assert shipped_scripts(), "and there is something to practise"
