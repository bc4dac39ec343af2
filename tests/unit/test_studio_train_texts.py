"""The words of /studio/train: one for every state, stage and problem."""

from __future__ import annotations

import pytest

from emma.training.job_estimate import USUAL
from emma.training.jobs import KINDS, JobState, Problem
from emma.words import LANGUAGES
from tests.page_texts import words


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_shown_has_a_word(language: str) -> None:
    found = words("studio_train", language)
    assert set(KINDS) == set(found["kind"])
    assert set(JobState) == set(found["state"])
    assert {*Problem, "cancelled"} == set(found["problem"])
    assert {stage for stages in USUAL.values() for stage in stages} == set(found["stage"])
