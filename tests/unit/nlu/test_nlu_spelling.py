"""Typos are read as the nearest word that was taught; everything else stays as the visitor wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.nlu.spelling import Speller

TAUGHT = ["where is the immigration office"] * 20 + ["¿dónde está la oficina?"] * 20 + ["the office in Reno"] * 3


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.fit(TAUGHT)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("imigration ofice", "immigration office"),
        ("imigraiton office", "immigration office"),
        ("donde esta la oficna", "donde esta la oficina"),
    ],
)
def test_a_word_nobody_taught_is_read_as_the_nearest_one(speller: Speller, typed: str, read: str) -> None:
    assert speller.correct(typed) == read


@pytest.mark.parametrize(
    "typed", ["¿Dónde está la oficina?", "ofi", "the [receipt number] of Ouagadougou", "I-765 n400 33125", ""]
)
def test_what_is_known_short_masked_or_far_from_everything_stays(speller: Speller, typed: str) -> None:
    assert speller.correct(typed) == typed


def test_a_rare_known_word_gives_way_only_to_a_far_more_frequent_one() -> None:
    taught = ["immigration"] * 60 + ["imigration"] * 3 + ["resident"] * 5 + ["residents"] * 6
    assert Speller.fit(taught).correct("imigration resident") == "immigration resident"


def test_a_speller_survives_saving_and_loading(speller: Speller, tmp_path: Path) -> None:
    speller.save(tmp_path)
    assert Speller.load(tmp_path).correct("ofice") == speller.correct("ofice")
