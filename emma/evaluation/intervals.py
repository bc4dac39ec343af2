"""Shares with their uncertainty: Wilson's interval, the difference of two shares, the bound on a rare event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Share:
    """`right` of `of`, with the 95 % interval of Wilson (1927). Of nothing: no share, and the interval is all."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of Wilson's score interval, 0 to 1."""
        if not self.of:
            return 0.0, 1.0
        share, n = self.right / self.of, self.of
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def figures(self) -> dict[str, float | int | None]:
        """JSON-ready, rounded to a tenth of a point."""
        low, high = self.interval
        value = None if self.value is None else round(self.value, 4)
        return {"right": self.right, "of": self.of, "share": value, "low": round(low, 4), "high": round(high, 4)}


def share(hits: Iterable[bool]) -> Share:
    """How many of the hits are true."""
    marks = list(hits)
    return Share(sum(marks), len(marks))


def difference(one: Share, other: Share) -> tuple[float, float, float] | None:
    """One share minus the other, with lower and upper end: Newcombe (1998), method 10. None where one is of nothing."""
    if one.value is None or other.value is None:
        return None
    (low1, high1), (low2, high2) = one.interval, other.interval
    gap = one.value - other.value
    low = gap - sqrt((one.value - low1) ** 2 + (high2 - other.value) ** 2)
    high = gap + sqrt((high1 - one.value) ** 2 + (other.value - low2) ** 2)
    return gap, low, high


def upper_bound(events: int, of: int, confidence: float = 0.95) -> float:
    """One-sided Clopper-Pearson (1934) upper bound on the rate of an event; for no event near 3 / `of`."""
    if of == 0 or events >= of:
        return 1.0
    from scipy.stats import beta

    return float(beta.ppf(confidence, events + 1, of - events))
