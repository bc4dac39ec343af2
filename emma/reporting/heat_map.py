"""When people ask for an agent: half-hours of the day × days of the week, in the desk's own time zone."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from emma.handoffs.hours import Hours
from emma.reporting.asked import Asked

HALF_HOUR = 30
DAYS = 7
SHADES = 5
NOTHING_OPEN = (16, 40)  # 8:00 to 20:00 where no hours are set


@dataclass(frozen=True)
class HeatMap:
    """`counts[half-hour from first][weekday]`, Monday first; `first` is in half-hours from midnight."""

    first: int
    counts: tuple[tuple[int, ...], ...]

    @property
    def most(self) -> int:
        """The largest cell."""
        return max((count for row in self.counts for count in row), default=0)

    @property
    def total(self) -> int:
        """All cells."""
        return sum(count for row in self.counts for count in row)

    def rows(self) -> list[tuple[str, tuple[int, ...]]]:
        """Each half-hour as `08:30` with its seven cells."""
        return [(_clock(self.first + number), row) for number, row in enumerate(self.counts)]

    def shade(self, count: int) -> int:
        """0 for an empty cell, otherwise 1 to 5, even steps up to the largest cell."""
        return math.ceil(count * SHADES / self.most) if count else 0


def heat_map(rows: Iterable[Asked], hours: Hours) -> HeatMap:
    """Count the moments of joining. Shows the opening hours of desk.toml, and more where somebody came outside them."""
    cells: dict[tuple[int, int], int] = {}
    for row in rows:
        cell = _cell(row, hours.zone)
        cells[cell] = cells.get(cell, 0) + 1
    first, last = _opening(hours)
    first = min([first, *(half for half, _ in cells)])
    last = max([last, *(half + 1 for half, _ in cells)])
    counts = tuple(tuple(cells.get((half, day), 0) for day in range(DAYS)) for half in range(first, last))
    return HeatMap(first, counts)


def _cell(row: Asked, zone: ZoneInfo) -> tuple[int, int]:
    local = row.since.astimezone(zone)
    return (local.hour * 60 + local.minute) // HALF_HOUR, local.weekday()


def _opening(hours: Hours) -> tuple[int, int]:
    spans = [span for day in hours.week for span in day]
    if not spans:
        return NOTHING_OPEN
    return min(span.start for span in spans) // HALF_HOUR, math.ceil(max(span.end for span in spans) / HALF_HOUR)


def _clock(half: int) -> str:
    return f"{half // 2:02d}:{half % 2 * HALF_HOUR:02d}"
