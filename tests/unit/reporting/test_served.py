"""How those who asked were served: in time, as promised, gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from emma.reporting.asked import Asked
from emma.reporting.served import Share, served

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEN = timedelta(minutes=10)
NUMBER = count(1)


def visitor(state: str = "resolved", *, served_after: float | None = None, gone_after: float | None = None,
            promised: float | None = None, since: datetime = NOON) -> Asked:  # fmt: skip
    """A visitor who joined at noon; times in minutes."""

    def minutes(given: float | None) -> timedelta | None:
        return None if given is None else timedelta(minutes=given)

    first, end = minutes(served_after), minutes(gone_after)
    return Asked(
        next(NUMBER), state, "1", "en", "case_status", "requested", "standard", since,
        since + first if first is not None else None, since + end if end is not None else None, None, minutes(promised),
    )  # fmt: skip


def test_served_after_ten_minutes_is_in_time_and_a_second_more_is_not() -> None:
    rows = [visitor(served_after=10), visitor(served_after=10 + 1 / 60)]
    assert served(rows, TEN, NOON + timedelta(hours=1)).in_time == Share(1, 2)


def test_who_went_before_the_limit_does_not_count_and_who_went_after_it_does() -> None:
    rows = [visitor("abandoned", gone_after=3), visitor("abandoned", gone_after=30)]
    figures = served(rows, TEN, NOON + timedelta(hours=1))
    assert figures.in_time == Share(0, 1)
    assert (figures.abandoned, figures.served) == (2, 0)


def test_who_still_waits_counts_once_the_limit_is_over() -> None:
    rows = [visitor("waiting")]
    assert served(rows, TEN, NOON + timedelta(minutes=5)).in_time == Share(0, 0)
    assert served(rows, TEN, NOON + timedelta(minutes=11)).in_time == Share(0, 1)


def test_a_promise_is_kept_or_broken_by_what_each_one_was_told() -> None:
    rows = [
        visitor(served_after=4, promised=5),
        visitor(served_after=6, promised=5),
        visitor("left_satisfied", gone_after=2, promised=5),
        visitor("abandoned", gone_after=9, promised=5),
        visitor(served_after=60),
    ]
    figures = served(rows, TEN, NOON + timedelta(hours=2))
    assert figures.as_promised == Share(1, 3)
    assert (figures.left, figures.median_wait) == (1, 6.0)


def test_just_under_the_target_does_not_round_up_to_it() -> None:
    share = Share(796, 1000)
    assert share.percent == 79
    assert share.below(0.8)
    assert not Share(0, 0).below(0.8), "without cases nothing is missed"


def test_nobody_gives_no_figures() -> None:
    figures = served([], TEN, NOON)
    assert (figures.asked, figures.in_time.value, figures.median_wait) == (0, None, None)
