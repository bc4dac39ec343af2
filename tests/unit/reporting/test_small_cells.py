"""No published cell is under ten, and none can be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from emma.reporting.small_cells import LEAST, publishable, publishable_total

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=8)


def test_a_zero_is_nobody_and_is_shown() -> None:
    assert publishable({"en": 40, "es": 0}) == {"en": 40, "es": 0}


def test_one_small_cell_takes_the_next_smallest_along() -> None:
    assert publishable({"a": 3, "b": 12, "c": 50}) == {"a": None, "b": None, "c": 50}


def test_two_small_cells_that_are_small_together_take_a_third_along() -> None:
    assert publishable({"a": 3, "b": 4, "c": 12, "d": 50}) == {"a": None, "b": None, "c": None, "d": 50}
    assert publishable({"a": 6, "b": 7, "c": 12}) == {"a": None, "b": None, "c": 12}


@given(COUNTS)
def test_what_is_withheld_is_never_alone_or_under_ten_beside_its_total(counts: dict[str, int]) -> None:
    shown, total = publishable(counts), publishable_total(counts)
    assert all(count is None or count == 0 or count >= LEAST for count in shown.values())
    hidden = [key for key, count in shown.items() if count is None]
    if total and hidden:
        assert len(hidden) > 1
        assert total - sum(count for count in shown.values() if count) >= LEAST
