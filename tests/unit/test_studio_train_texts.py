"""The words of /studio/train: complete in both languages, one for every state, stage and problem."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from emma.settings import ROOT
from emma.training.job_estimate import USUAL
from emma.training.jobs import KINDS, JobState, Problem
from emma.words import LANGUAGES


def words(language: str) -> dict[str, Any]:
    file = ROOT / "emma" / "web" / "texts" / f"studio_train_{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


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
    assert set(KINDS) == set(found["kind"])
    assert set(JobState) == set(found["state"])
    assert {*Problem, "cancelled"} == set(found["problem"])
    assert {stage for stages in USUAL.values() for stage in stages} == set(found["stage"])
