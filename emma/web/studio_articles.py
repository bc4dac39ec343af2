"""The list of articles: searched, filtered and sorted by links, with what the last evaluation says of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from emma.knowledge.articles import Standing
from emma.language import fold
from emma.studio.article_list import PROBLEMS, ArticleRow, Filters, listed
from emma.studio.measured import Measured
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.staff_page import staff_page
from emma.web.studio_editor import PAGE, Trainer
from emma.web.studio_editor_screen import said

router = APIRouter(include_in_schema=False)
LONGEST_SEARCH = 100
GOOD, FAIR = 0.9, 0.7  # shares that are called good and fair
SORTS = ("title", "topic", "recall", "precision", "examples", "used", "reviewed")
DOWN = -1.0  # what was not measured comes before the worst


@dataclass(frozen=True)
class Wish:
    """What is listed and in which order, as the address says."""

    filters: Filters
    sort: str

    def link(self, **other: str) -> str:
        """The address of the list with something else chosen."""
        chosen = {"q": self.filters.q, "topic": self.filters.topic, "standing": self.filters.standing,
                  "problem": self.filters.problem, "sort": self.sort} | other  # fmt: skip
        query = urlencode(
            {name: value for name, value in chosen.items() if value and (name, value) != ("sort", "title")}
        )
        return f"{PAGE}?{query}" if query else PAGE


@router.get(PAGE)
def articles_page(request: Request, person: Trainer) -> Response:
    """Every article, or those that fit."""
    process, wish = process_of(request), wish_of(request)
    everything = listed(process.engine, process.settings)
    plain = Filters()
    rows = everything if wish.filters == plain else listed(process.engine, process.settings, wish.filters)
    return staff_page(
        request, "studio/articles.html",
        rows=ordered(rows, wish.sort, language_of(request)), of=len(everything), wish=wish, sorts=SORTS,
        topics=sorted({row.topic for row in everything}), standings=list(Standing), problems=PROBLEMS,
        word=word, today=date.today(), done=said(request)["done"], masked="",
    )  # fmt: skip


def wish_of(request: Request) -> Wish:
    """The filters and the order that the address asks for; what nobody knows is left out."""
    query = request.query_params
    known: dict[str, tuple[str, ...]] = {"standing": tuple(Standing), "problem": PROBLEMS}
    chosen = {name: value for name, words in known.items() if (value := query.get(name, "")) in words}
    filters = Filters(q=query.get("q", "")[:LONGEST_SEARCH].strip(), topic=query.get("topic", "")[:32], **chosen)
    sort = query.get("sort", "")
    return Wish(filters, sort if sort in SORTS else SORTS[0])


def ordered(rows: list[ArticleRow], sort: str, language: str) -> list[ArticleRow]:
    """The rows in an order of SORTS; what needs a look comes first."""
    keys: dict[str, Callable[[ArticleRow], Any]] = {
        "topic": lambda row: row.topic,
        "recall": lambda row: _share(row.measured, "recall"),
        "precision": lambda row: _share(row.measured, "precision"),
        "examples": lambda row: min(row.examples.values()),
        "used": lambda row: -(row.last_used or date.min).toordinal(),
        "reviewed": lambda row: row.reviewed_on or date.min,
    }
    key = keys.get(sort, _unordered)
    return sorted(rows, key=lambda row: (key(row), fold(row.title[language]), row.slug))


def word(share: float | None) -> str:
    """What a share is called: good, fair, poor, unknown; never told by colour alone."""
    if share is None:
        return "unknown"
    return "good" if share >= GOOD else "fair" if share >= FAIR else "poor"


def _unordered(row: ArticleRow) -> int:
    return 0


def _share(measured: Measured | None, name: str) -> float:
    found = getattr(measured, name) if measured else None
    return DOWN if found is None else float(found)
