"""What the inbox page shows: groups with their suggestions in words, decisions with who made them, what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.engine import Connection

from emma.errors import EmmaError, ImportRefused
from emma.inbox.deciding import UNWRITTEN, read_decision
from emma.inbox.grouping import Group, grouped, remembered
from emma.inbox.listing import (
    KINDS,
    LABEL,
    MESSAGES,
    Item,
    Wanted,
    decided_items,
    decided_with,
    open_counts,
    open_items,
)  # fmt: skip
from emma.inbox.suggesting import ASK, Near, Suggestion, suggested
from emma.knowledge.articles import titles
from emma.knowledge.reading import index_folder, library
from emma.nlu.text import bound
from emma.studio.examples import intents
from emma.studio.inbox_examples import Done, whys_of
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_guard import rails_of
from emma.web.studio_people import names
from emma.words import LANGUAGES

PAGE = "/studio/inbox"
GROUPS_A_PAGE = 20
ITEMS_SHOWN = 50
HEADING = 280
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Shown:
    """A group on the page."""

    group: Group
    heading: str
    suggestions: tuple[Suggestion, ...]
    is_label: bool
    is_message: bool

    @property
    def ids(self) -> str:
        """The numbers of its items, for a form."""
        return ",".join(str(item.id) for item in self.group.items)

    @property
    def shown(self) -> tuple[Item, ...]:
        """The newest items."""
        return self.group.items[:ITEMS_SHOWN]


@dataclass(frozen=True)
class Act:
    """One decision with all it was made on."""

    items: tuple[Item, ...]
    act: str
    intent: str

    @property
    def handle(self) -> int:
        """What undoing it is asked with."""
        return self.items[0].id


def inbox_page(request: Request, *, done: Done | None = None, problem: str = "", code: int = 200) -> Response:
    """The page of open items as the query asks for it, with what came of the last act."""
    wanted, page = wanted_of(request), _number(request, "page") or 1
    process, language = process_of(request), language_of(request)
    words = staff_texts(language)["studio"]["inbox"]
    with process.engine.connect().execution_options(read_only=True) as connection:
        items = open_items(connection, wanted)
        counts = open_counts(connection)
        before = decided_with(connection, _number(request, "done")) if done is None else []
        known = sorted(intents(process.settings))
        labels = _labels(connection, known, language)
    groups = grouped(items)
    pages = max(1, ceil(len(groups) / GROUPS_A_PAGE))
    page = min(page, pages)
    part = groups[(page - 1) * GROUPS_A_PAGE : page * GROUPS_A_PAGE]
    link, near = _linker(wanted), _nearest(request, part)
    told = done or (_done(before) if before else None)
    context = {
        "part": "inbox", "groups": [_shown(one, near, known) for one in part], "all_groups": len(groups), "page": page,
        "pages": pages, "counts": counts, "open": len(items), "wanted": wanted, "kinds": KINDS,
        "languages": LANGUAGES, "label_of": _label_of(labels), "labels": labels, "told": told,
        "undone_count": _number(request, "undone"), "problem": problem,
        "link": link, "query": link(page=page if page > 1 else "").removeprefix(PAGE), "done_words": words["done"],
    }  # fmt: skip
    return staff_page(request, "studio/inbox.html", code, **context)


def decided_page(request: Request, problem: str = "", code: int = 200) -> Response:
    """The last decisions."""
    process, language = process_of(request), language_of(request)
    with process.engine.connect().execution_options(read_only=True) as connection:
        acts = acts_of(decided_items(connection))
        labels = _labels(connection, [act.intent for act in acts], language)
    base = staff_texts(language)["studio"]["inbox"]["who"]
    context = {"part": "inbox", "acts": acts, "who": names(process.engine, base), "label_of": _label_of(labels)}
    return staff_page(request, "studio/inbox_decided.html", code, **context, problem=problem)


def acts_of(items: Sequence[Item]) -> list[Act]:
    """Decisions with the items they were made on, in the order of `items`."""
    together: dict[tuple[object, object], list[Item]] = {}
    for item in items:
        together.setdefault((item.decided_by, item.decided_at), []).append(item)
    return [Act(tuple(mine), *_meant(mine)) for mine in together.values()]


def refusal(error: EmmaError, request: Request) -> str:
    """Why an act was refused, in the words of the page or, about a file, of the check."""
    inbox = staff_texts(language_of(request))["studio"]["inbox"]
    words: Mapping[str, str] = inbox["problems"]
    whys = file_refusal(error, inbox["file_refused"]) if isinstance(error, ImportRefused) else " ".join(whys_of(error))
    return words[error.code].format(why=whys) if error.code in words else whys


def file_refusal(error: ImportRefused, words: Mapping[str, str]) -> str:
    """Why a file was refused, with its line, in the words of `file_refused`."""
    why = words[error.why].format(**error.values)
    return words["line"].format(line=error.line, why=why) if error.line else why


def wanted_of(request: Request) -> Wanted:
    """The filters of the query; what is none of ours counts as no filter."""
    kind, language = request.query_params.get("kind", ""), request.query_params.get("language", "")
    return Wanted(kind if kind in KINDS else "", language if language in LANGUAGES else "")


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and int(value[:18]) <= LARGEST_NUMBER else 0


def _shown(group: Group, near: Near, known: Sequence[str]) -> Shown:
    is_message = group.heading.kind in MESSAGES
    text = group.heading.text
    return Shown(
        group,
        heading=text if len(text) <= HEADING else f"{text[:HEADING].rsplit(' ', 1)[0]} …",
        suggestions=tuple(suggested(group, near, known)) if is_message else (),
        is_label=group.heading.kind == LABEL,
        is_message=is_message,
    )


def _nearest(request: Request, groups: Sequence[Group]) -> Near:
    """What is near the headings: the examples of all intents; while they are being read, the live release's articles."""
    texts = [bound(group.heading.text) for group in groups if group.heading.kind in MESSAGES]
    version = process_of(request).assistant.version
    examples = rails_of(request).index
    if version is not None:
        examples.take(index_folder(process_of(request).settings.models, version))
    found = examples.near(texts, remembered(texts)) if texts else []
    if found is None:
        return _near_articles
    best: dict[str, dict[str, float]] = {}
    for text, near in zip(texts, found, strict=True):
        for one in near.examples:
            known = best.setdefault(text, {})
            known[one.intent] = max(one.cosine, known.get(one.intent, 0.0))
    return lambda text: list(best.get(bound(text), {}).items())


def _near_articles(text: str) -> list[tuple[str, float]]:
    index = library().index
    return [(f"{ASK}{hit.slug}", hit.score) for hit in index.search(text)] if index else []


def _done(batch: Sequence[Item]) -> Done:
    """What a decision came to, from its rows."""
    act, intent = _meant(batch)
    unwritten = sum(read_decision(item.decision)[0] == UNWRITTEN for item in batch)
    return Done(act, intent, tuple(item.id for item in batch), len(batch) - unwritten, unwritten)


def _meant(batch: Sequence[Item]) -> tuple[str, str]:
    """The act and the intent of a batch: where nothing was written it was an example all the same."""
    decisions = [read_decision(item.decision) for item in batch]
    return next((one for one in decisions if one[0] != UNWRITTEN), ("example", decisions[0][1]))


def _labels(connection: Connection, known: Sequence[str], language: str) -> dict[str, str]:
    """`intent -> title` of articles; behaviours are called by their names."""
    found = titles(connection, [one.removeprefix(ASK) for one in known if one.startswith(ASK)], language)
    return {one: found.get(one.removeprefix(ASK), one) if one.startswith(ASK) else one for one in known}


def _label_of(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda intent: labels.get(intent, intent.removeprefix(ASK))


def _linker(wanted: Wanted) -> Callable[..., str]:
    """The page's address with these filters, some of them changed."""

    def link(**changed: object) -> str:
        query = {"kind": wanted.kind, "language": wanted.language, **changed}
        return PAGE + (f"?{urlencode(known)}" if (known := {name: v for name, v in query.items() if v}) else "")

    return link
