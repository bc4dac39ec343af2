"""Intervals against published values, and properties that must hold for all counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.evaluation.intervals import Share, difference, share, upper_bound


def test_wilson_agrees_with_the_published_example() -> None:
    low, high = Share(81, 263).interval  # Newcombe (1998), table I: 0.2553 to 0.3662
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_the_difference_agrees_with_the_published_example() -> None:
    found = difference(Share(56, 70), Share(48, 80))  # Newcombe (1998), method 10: 0.0524 to 0.3339
    assert found is not None
    assert [round(value, 4) for value in found] == [0.2, 0.0524, 0.3339]


def test_no_event_in_n_is_bounded_by_three_over_n() -> None:
    assert upper_bound(0, 300) == pytest.approx(3 / 300, rel=0.01)


def test_of_nothing_nothing_is_known() -> None:
    assert share([]).value is None
    assert share([]).interval == (0.0, 1.0)
    assert upper_bound(0, 0) == 1.0
    assert difference(share([]), Share(1, 2)) is None


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    right, of = counts
    low, high = Share(right, of).interval
    assert 0 <= low <= right / of + 1e-9
    assert right / of - 1e-9 <= high <= 1
    assert right / of <= upper_bound(right, of) <= 1
