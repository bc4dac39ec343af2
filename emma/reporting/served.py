"""How those who asked were served: in time, as promised, gone. Pure arithmetic over `Asked`.

The service level is the usual one of contact centres that leaves out who went away before the limit:
in time ÷ (in time + late). Late is who was served after the limit, and who has waited beyond it without an agent,
whether still waiting or gone: nobody improves the figure by leaving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from emma.reporting.asked import Asked
from emma.words import HandoffState


@dataclass(frozen=True)
class Share:
    """`good` of `of`; without cases there is no share."""

    good: int
    of: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1."""
        return self.good / self.of if self.of else None

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down: 79.6 % does not reach 80 %."""
        return self.good * 100 // self.of if self.of else None

    def below(self, target: float) -> bool:
        """Whether there are cases and too few are good."""
        return self.value is not None and self.value < target


@dataclass(frozen=True)
class Served:
    """The figures of one group in one period. `median_wait` is of those served, in minutes."""

    asked: int
    served: int
    in_time: Share
    as_promised: Share
    abandoned: int
    left: int
    expired: int
    median_wait: float | None


def served(rows: Iterable[Asked], limit: timedelta, moment: datetime) -> Served:
    """The figures of these rows as known at `moment`; `limit` is the wait within which one is served in time."""
    rows = list(rows)
    waits = [row.waited(moment).total_seconds() / 60 for row in rows if row.claimed_at is not None]

    def gone(state: HandoffState) -> int:
        return sum(row.state == state and row.claimed_at is None for row in rows)

    return Served(
        asked=len(rows),
        served=len(waits),
        in_time=within(rows, lambda _: limit, moment),
        as_promised=within(rows, lambda row: row.promised, moment),
        abandoned=gone(HandoffState.ABANDONED),
        left=gone(HandoffState.LEFT_SATISFIED),
        expired=gone(HandoffState.EXPIRED),
        median_wait=round(median(waits), 1) if waits else None,
    )


def within(rows: Iterable[Asked], limit_of: Callable[[Asked], timedelta | None], moment: datetime) -> Share:
    """The share served within each one's own limit; who has none, or went before it, does not count."""
    good = late = 0
    for row in rows:
        limit = limit_of(row)
        if limit is None:
            continue
        in_limit = row.waited(moment) <= limit
        good += in_limit and row.claimed_at is not None
        late += not in_limit
    return Share(good, good + late)
