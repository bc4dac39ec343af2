"""The net for texts too long to be a message: no detectors, every run of digits and every @ goes."""

import re
from collections.abc import Iterator
from heapq import merge

_DIGITS = re.compile(r"\d[\d\s.\-/()\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]{5,}")
_WORD = re.compile(r"\S+")
_LEAST_DIGITS = 6
_LOOKED_AT = 200
_NEIGHBOURS = 2

Found = tuple[str, int, int]


def coarse(text: str) -> Iterator[Found]:
    """Yield kind, start and end of runs of six digits and of words with an @; neighbours are joined."""
    kind, start, end = "", 0, -1
    for first, behind, which in merge(_digit_runs(text), _addresses(text)):
        if kind and first - end < _NEIGHBOURS:
            end = max(end, behind)
            continue
        if kind:
            yield kind, start, end
        kind, start, end = which, first, behind
    if kind:
        yield kind, start, end


def _digit_runs(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _DIGITS.finditer(text):
        run = match[0]
        if sum(map(str.isdigit, run[:_LOOKED_AT])) >= _LEAST_DIGITS:
            yield match.start(), match.start() + len(run.rstrip(" \n\t.-/(")), "identity number"


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    if "@" in text:
        for match in _WORD.finditer(text):
            if "@" in match[0]:
                yield *match.span(), "email"
