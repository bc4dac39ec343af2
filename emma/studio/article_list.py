"""The list of all articles, and of all behaviours, with what a trainer wants to know of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from emma.knowledge.articles import ARTICLE, Standing
from emma.knowledge.checking import FEWEST_EXAMPLES
from emma.knowledge.lifecycle import ENDING, REVIEW_AFTER
from emma.language import fold
from emma.models import Message
from emma.nlu.articles import Article
from emma.reporting.articles import Fare, fares
from emma.settings import Settings
from emma.studio import approving, catalogue
from emma.studio.files import Version, newest
from emma.studio.measured import Measured, measured
from emma.words import LANGUAGES, Sender

MESSAGE = Message.__table__
WEAK = 0.7  # F1 below this is worth a look
UNHELPFUL = 10
PROBLEMS = ("unreadable", "stale", "waiting", "expired", "due", "few_examples", "weak", "unhelpful")


@dataclass(frozen=True)
class ArticleRow:
    """One article. `examples`: how many each language has, data/nlu included; `problems`: words of PROBLEMS.

    `measured` is None where the live release was not evaluated on it; `fare` has None for counts under ten.
    """

    slug: str
    path: str
    topic: str
    title: dict[str, str]
    standing: Standing
    examples: dict[str, int]
    measured: Measured | None
    last_used: date | None
    fare: Fare | None
    valid_from: date | None
    valid_until: date | None
    reviewed_on: date | None
    owner: str
    draft: bool
    stale: str | None
    waiting: bool
    problems: tuple[str, ...]
    changed_at: datetime | None = None
    changed_by: str | None = None

    @property
    def intent(self) -> str:
        """The full name of its retrieval intent."""
        return f"ask/{self.slug}"

    @property
    def due(self) -> bool:
        """Whether its owner should look at it: over, over within 30 days, or not reviewed for 180."""
        return "due" in self.problems or "expired" in self.problems


@dataclass(frozen=True)
class BehaviourRow:
    """One intent that is no article."""

    intent: str
    examples: dict[str, int]
    measured: Measured | None
    files: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """What to list; empty fields leave nothing out. `q` is looked for in slug, titles and examples."""

    q: str = ""
    topic: str = ""
    standing: str = ""
    problem: str = ""


def listed(engine: Engine, settings: Settings, filters: Filters | None = None) -> list[ArticleRow]:
    """The articles that fit, by slug."""
    asked = filters or Filters()
    today = date.today()
    examples = catalogue.examples_by_intent(settings)
    waiting = {one.path for one in approving.waiting(engine, settings)}
    with engine.connect().execution_options(read_only=True) as connection:
        known = _Known(connection, settings, waiting, examples)
    rows = (_row(entry, known, today) for entry in catalogue.articles(settings).values())
    words = fold(asked.q).split()
    return [row for row in rows if _fits(row, asked) and _says(row, words, examples.get(row.intent, {}))]


def behaviours(engine: Engine, settings: Settings, q: str = "") -> list[BehaviourRow]:
    """The intents that are no articles, by name. `q` is looked for in the name and the examples."""
    words = fold(q).split()
    with engine.connect().execution_options(read_only=True) as connection:
        figures = measured(connection, settings)
    files: dict[str, dict[str, None]] = {}
    for file in catalogue.example_files(settings):
        for intent, _, _ in file.examples:
            files.setdefault(intent, {})[file.path] = None
    rows = []
    for intent, own in catalogue.examples_by_intent(settings).items():
        if intent.startswith("ask/") or not _in_text(
            words, [intent, *(one for texts in own.values() for one in texts)]
        ):
            continue
        counts = {language: len(texts) for language, texts in own.items()}
        found = figures.get(intent)
        problems = _of_examples(counts, found)
        rows.append(BehaviourRow(intent, counts, found, tuple(files.get(intent, ())), tuple(problems)))
    return rows


class _Known:
    """What the database and the evaluation know of all articles, read once."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        waiting: set[str],
        examples: dict[str, dict[str, tuple[str, ...]]],
    ) -> None:
        self.waiting = waiting
        self.counts = {intent: {lang: len(texts) for lang, texts in own.items()} for intent, own in examples.items()}
        pulled = select(ARTICLE.c.slug).where(ARTICLE.c.status == Standing.PULLED)
        self.pulled = set(connection.execute(pulled).scalars())
        self.fares = {fare.slug: fare for fare in fares(connection)}
        self.used = _last_used(connection)
        self.versions: dict[str, Version] = newest(connection, "knowledge/")
        self.measured = measured(connection, settings)


def _row(entry: catalogue.Entry, known: _Known, today: date) -> ArticleRow:
    article = entry.article
    counts = known.counts.get(f"ask/{entry.slug}") or dict.fromkeys(LANGUAGES, 0)
    found, fare = known.measured.get(f"ask/{entry.slug}"), known.fares.get(entry.slug)
    version = known.versions.get(entry.path)
    own = version if version and version.digest == entry.digest else None
    standing = Standing.DRAFT if article is None else _standing(article, entry.slug in known.pulled, today)
    marks = {
        "unreadable": article is None,
        "stale": bool(own and own.stale),
        "waiting": entry.path in known.waiting,
        "expired": standing is Standing.EXPIRED,
        "due": bool(article and _due(article, today)),
        "unhelpful": bool(
            fare and (fare.not_helpful or 0) >= UNHELPFUL and (fare.not_helpful or 0) > (fare.helpful or 0)
        ),
        **dict.fromkeys(_of_examples(counts, found), True),
    }
    return ArticleRow(
        slug=entry.slug,
        path=entry.path,
        topic=entry.path.split("/")[1],
        title=dict(article.title) if article else dict.fromkeys(LANGUAGES, entry.slug),
        standing=standing,
        examples=counts,
        measured=found,
        last_used=known.used.get(entry.slug),
        fare=fare,
        valid_from=article.valid_from if article else None,
        valid_until=article.valid_until if article else None,
        reviewed_on=article.reviewed_on if article else None,
        owner=article.owner if article else "",
        draft=bool(article and article.draft),
        stale=own.stale if own else None,
        waiting=marks["waiting"],
        problems=tuple(name for name in PROBLEMS if marks.get(name)),
        changed_at=own.created_at if own else None,
        changed_by=own.author if own else None,
    )


def _standing(article: Article, pulled: bool, today: date) -> Standing:
    if article.draft:
        return Standing.DRAFT
    if pulled:
        return Standing.PULLED
    if article.valid_until and article.valid_until < today:
        return Standing.EXPIRED
    return Standing.NOT_YET if article.valid_from and today < article.valid_from else Standing.PUBLISHED


def _due(article: Article, today: date) -> bool:
    ending = article.valid_until is not None and article.valid_until <= today + ENDING
    return ending or article.reviewed_on + REVIEW_AFTER <= today


def _of_examples(counts: dict[str, int], found: Measured | None) -> list[str]:
    few = any(counts.get(language, 0) < FEWEST_EXAMPLES for language in LANGUAGES)
    return ["few_examples"] * few + ["weak"] * bool(found and found.expected and found.f1 < WEAK)


def _fits(row: ArticleRow, asked: Filters) -> bool:
    return (
        (not asked.topic or row.topic == asked.topic)
        and (not asked.standing or row.standing == asked.standing)
        and (not asked.problem or asked.problem in row.problems)
    )


def _says(row: ArticleRow, words: list[str], examples: dict[str, tuple[str, ...]]) -> bool:
    return _in_text(words, [row.slug, *row.title.values(), *(one for texts in examples.values() for one in texts)])


def _in_text(words: list[str], texts: Iterable[str]) -> bool:
    """Whether every word is somewhere in one of the texts."""
    return not words or any(all(word in text for word in words) for text in map(fold, texts))


def _last_used(connection: Connection) -> dict[str, date]:
    """The day each article answered last, of the messages that are still kept."""
    query = (
        select(MESSAGE.c.article, func.max(MESSAGE.c.sent_at))
        .where(MESSAGE.c.sender == Sender.ASSISTANT, MESSAGE.c.article.is_not(None))
        .group_by(MESSAGE.c.article)
    )
    return {slug: at.date() for slug, at in connection.execute(query) if at is not None}
