"""All figures of an evaluation as one JSON-ready table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from emma.evaluation.guarded import as_if_general, out_of_scope, refused_as_case_specific
from emma.evaluation.held_out import FIRST
from emma.evaluation.intents import confusions, macro_f1, per_intent
from emma.evaluation.intervals import difference, share
from emma.evaluation.misses import miss
from emma.evaluation.scoring import Scored
from emma.words import LANGUAGES, Outcome

TWO_QUESTIONS = "two_questions"


def figures(scored: Sequence[Scored]) -> dict[str, Any]:
    """Every measure of design §14 that single messages can tell. Shares are 0 to 1, times milliseconds of CPU."""
    intents = per_intent(scored)
    return {
        "messages": len(scored),
        "release": next((one.predicted.release for one in scored), ""),
        "overall": measures(scored),
        "languages": {name: measures(_of(scored, lambda one: one.expected.lang, name)) for name in LANGUAGES},
        "english_minus_spanish": _parity(scored),
        "registers": _grouped(scored, lambda one: one.expected.register),
        "topics": _grouped(scored, lambda one: one.expected.topic),
        "outcomes": _grouped(scored, lambda one: one.expected.outcome.value),
        "as_if_general": as_if_general(scored),
        "refused_as_case_specific": refused_as_case_specific(scored),
        "out_of_scope": out_of_scope(scored),
        "two_questions_both": share(one.both for one in scored if one.expected.register == TWO_QUESTIONS).figures,
        "cpu_ms": _times([one.predicted.cpu_ms for one in scored]),
        "macro_f1": macro_f1(intents),
        "intents": intents,
        "confused_intents": confusions(scored),
        "confused_outcomes": confusion((one.expected.outcome.value, one.predicted.outcome.value) for one in scored),
        "confused_topics": confusion((one.expected.topic, one.predicted.topic) for one in scored),
        "wrong_but_certain": [miss(one) for one in scored if one.wrong_but_certain],
        "unavailable": [miss(one) for one in scored if one.predicted.outcome is Outcome.UNAVAILABLE],
    }


def by_set(scored: Sequence[Scored]) -> dict[str, dict[str, Any]]:
    """The figures of each set apart, the first one first: figures of different sets are never mixed."""
    names = dict.fromkeys(sorted((one.expected.set for one in scored), key=lambda name: (name != FIRST, name)))
    return {name: figures(_of(scored, lambda one: one.expected.set, name)) for name in names}


def measures(scored: Sequence[Scored]) -> dict[str, Any]:
    """The shares that are shown for the whole, each language, register and topic."""
    articles = [one for one in scored if one.expected.by_article]
    return {
        "route": share(one.route for one in scored).figures,
        "topic": share(one.topic for one in scored).figures,
        "strict": share(one.strict for one in scored).figures,
        "lenient": share(one.lenient for one in scored).figures,
        "within": share(one.within for one in scored).figures,
        "article_first": share(one.first for one in articles).figures,
        "article_within": share(one.within for one in articles).figures,
        "contains": share(one.contains for one in scored if one.expected.contains).figures,
        "language": share(one.language for one in scored).figures,
    }


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """`expected -> predicted -> times`."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for expected, predicted in pairs:
        table[expected][predicted] += 1
    return {expected: dict(sorted(row.items())) for expected, row in sorted(table.items())}


def _of(scored: Sequence[Scored], key: Callable[[Scored], str], value: str) -> list[Scored]:
    return [one for one in scored if key(one) == value]


def _grouped(scored: Sequence[Scored], key: Callable[[Scored], str]) -> dict[str, dict[str, Any]]:
    names = sorted({key(one) for one in scored})
    return {name: measures(_of(scored, key, name)) for name in names}


def _parity(scored: Sequence[Scored]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("route", "strict", "lenient"):
        english, spanish = (
            share(getattr(one, name) for one in scored if one.expected.lang == lang) for lang in LANGUAGES
        )
        gap = difference(english, spanish)
        found[name] = gap and {
            "difference": round(gap[0], 4),
            "low": round(gap[1], 4),
            "high": round(gap[2], 4),
        }
    return found


def _times(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    return {f"p{q}": round(float(np.percentile(values, q)), 2) for q in (50, 95, 99)}
