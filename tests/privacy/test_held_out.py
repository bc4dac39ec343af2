"""The floors of the guard on the messages written before the detectors."""

import pytest

from emma.privacy import CORE_KINDS, KINDS
from tests.privacy.measure import Figures, guard, measure, read

ROWS = read()


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(ROWS)


def test_the_set_is_large_and_half_of_it_is_clean(figures: Figures) -> None:
    assert len(ROWS) >= 350
    assert 0.4 <= figures.clean / len(ROWS) <= 0.6
    assert set(figures.rows) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(CORE_KINDS))
def test_no_core_identifier_is_left(figures: Figures, kind: str) -> None:
    assert figures.recall(kind) == 1.0, figures.faults


@pytest.mark.parametrize("kind", sorted(set(KINDS) - CORE_KINDS))
def test_other_kinds_are_nearly_always_gone(figures: Figures, kind: str) -> None:
    assert figures.recall(kind) >= 0.95, figures.faults


def test_clean_messages_stay_as_they_are(figures: Figures) -> None:
    assert figures.false_masking <= 0.005, figures.faults


@pytest.mark.parametrize("row", [row for row in ROWS if row.keep], ids=lambda row: row.text[:40])
def test_what_is_not_personal_stays(row) -> None:
    found = guard(row.text)
    assert [kept for kept in row.keep if kept not in found.text] == []


def test_a_secret_is_gone_also_without_its_separators() -> None:
    for row in ROWS:
        left = "".join(char for char in guard(row.text).text if char.isalnum()).lower()
        secrets = ("".join(char for char in secret if char.isalnum()).lower() for secret in row.secrets)
        assert not [secret for secret in secrets if len(secret) > 4 and secret in left], row.text
