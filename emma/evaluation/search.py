"""Article search alone on held-out messages: how often the right article is first, among three, shown, answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emma.evaluation.held_out import Expected
from emma.knowledge.search import Hit, Index
from emma.words import LANGUAGES

OUT_OF_SCOPE = "out_of_scope"
MOST = 3
BUTTONS = 2


@dataclass(frozen=True)
class SearchFigures:
    """Shares of messages in percent; `messages` is how many an article answers, `strangers` how many nothing does.

    first, among_three: where the right article is, whatever its score. answered: the first is above `sure`, and
    right_when_answered how many of those are right. offered: one of the two best is above `likely`.
    """

    messages: int
    first: float
    among_three: float
    answered: float
    right_when_answered: float
    offered: float
    strangers: int
    strangers_answered: float
    strangers_offered: float


def search_figures(index: Index, messages: Sequence[Expected], language: str | None = None) -> SearchFigures:
    """Search every message that an article or nothing answers; only those of `language` when given."""
    chosen = [message for message in messages if language in (None, message.lang)]
    ours = [(one, index.search(one.text, MOST)) for one in chosen if one.by_article]
    strangers = [index.search(one.text, MOST) for one in chosen if one.intent == OUT_OF_SCOPE]
    sure = [_is_right(one, hits[:1]) for one, hits in ours if hits[0].score >= index.sure]
    return SearchFigures(
        messages=len(ours),
        first=_share(_is_right(one, hits[:1]) for one, hits in ours),
        among_three=_share(_is_right(one, hits) for one, hits in ours),
        answered=_share(hits[0].score >= index.sure for _, hits in ours),
        right_when_answered=_share(sure),
        offered=_share(_is_right(one, [h for h in hits[:BUTTONS] if h.score >= index.likely]) for one, hits in ours),
        strangers=len(strangers),
        strangers_answered=_share(hits[0].score >= index.sure for hits in strangers),
        strangers_offered=_share(hits[0].score >= index.likely for hits in strangers),
    )


def by_language(index: Index, messages: Sequence[Expected]) -> dict[str, SearchFigures]:
    """The figures of all messages and of each language."""
    return {"all": search_figures(index, messages)} | {
        language: search_figures(index, messages, language) for language in LANGUAGES
    }


def _is_right(message: Expected, hits: Sequence[Hit]) -> bool:
    return any(f"ask/{hit.slug}" in message.accepted for hit in hits)


def _share(found: Iterable[bool]) -> float:
    values = list(found)
    return round(100 * sum(values) / len(values), 1) if values else 0.0
