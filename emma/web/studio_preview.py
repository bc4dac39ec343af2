"""The answer as visitors read it on a day, made from what stands in the form, finished or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from emma.knowledge.articles import Standing
from emma.knowledge.checking import HIGHEST_GRADE, grade, plain
from emma.knowledge.dates import said
from emma.knowledge.markdown import to_html
from emma.knowledge.phrases import Phrases
from emma.web.studio_typed import Row, Typed
from emma.words import LANGUAGES

OFFICIAL = "https://www.uscis.gov"
LONGEST = 6000  # characters of an answer that is rendered


@dataclass(frozen=True)
class Choice:
    """One of the answers of an article that asks first."""

    title: str
    html: str


@dataclass(frozen=True)
class Side:
    """One language: what is shown first, what each choice leads to, the sources below it, how hard it is to read."""

    language: str
    standing: Standing
    html: str
    choices: list[Choice] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    words: int = 0
    grade: float | None = None  # Flesch-Kincaid; English only
    per_sentence: int = 0

    @property
    def hard(self) -> bool:
        """Whether it is above the grade that a release allows."""
        return self.grade is not None and self.grade > HIGHEST_GRADE


def preview(typed: Typed, day: date, phrases: Phrases, *, pulled: bool = False) -> list[Side]:
    """Both languages on this day; an operator's `pulled` holds on every day."""
    standing = Standing.PULLED if pulled else _standing(typed, day)
    return [_side(typed, language, standing, phrases) for language in LANGUAGES]


def day_from(text: str, otherwise: date) -> date:
    """A day as a date field sends it; anything else is `otherwise`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return otherwise


def _standing(typed: Typed, day: date) -> Standing:
    if typed["draft"]:
        return Standing.DRAFT
    if day > day_from(typed["valid_until"], date.max):
        return Standing.EXPIRED
    return Standing.NOT_YET if day < day_from(typed["valid_from"], date.min) else Standing.PUBLISHED


def _side(typed: Typed, language: str, standing: Standing, phrases: Phrases) -> Side:
    sources = [row for row in typed.filled(typed.sources) if row["title"].strip()]
    answer = typed[f"answer_{language}"][:LONGEST]
    read = plain(answer)
    side = partial(
        Side, language, standing, words=len(read.split()), per_sentence=_per_sentence(read),
        grade=round(grade(answer), 1) if language == "en" and read.strip() else None,
    )  # fmt: skip
    if standing is not Standing.PUBLISHED:
        return side(to_html(_instead(typed, sources, language, standing, phrases)), sources=sources)
    replaced, ask = typed[f"replaced_{language}"].strip(), typed[f"ask_{language}"].strip()
    variants = typed.filled(typed.variants) if ask else []
    first = ask if variants else _with(answer, replaced)
    choices = [
        Choice(row[f"title_{language}"], to_html(_with(row[f"answer_{language}"][:LONGEST], replaced)))
        for row in variants
    ]
    return side(to_html(first), choices=choices, sources=[] if choices else sources)


def _instead(typed: Typed, sources: list[Row], language: str, standing: Standing, phrases: Phrases) -> str:
    """What the assistant says where an article does not answer on this day. A draft is not there at all."""
    if standing is Standing.DRAFT:
        return ""
    page = next((row["url"] for row in sources if row["url"]), OFFICIAL)
    over = standing is Standing.EXPIRED
    key = "utter_article_expired" if over else "utter_article_withheld"
    return phrases.text(key, language, page=page, until=said(typed["valid_until"], language) if over else "")


def _with(answer: str, replaced: str) -> str:
    return f"{answer}\n\n{replaced}" if replaced else answer


def _per_sentence(text: str) -> int:
    """Words to a sentence, rounded; a line of a list is a sentence of its own."""
    sentences = [part for line in text.splitlines() for part in line.replace("?", ".").replace("!", ".").split(".")]
    counts = [len(part.split()) for part in sentences if part.split()]
    return round(sum(counts) / len(counts)) if counts else 0
