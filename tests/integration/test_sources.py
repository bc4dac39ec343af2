"""What a visitor could ask about the source documents, in both languages: topic, article and what must be said.

`article` of tests/sources/statements.csv lists articles or behaviours, each of which may answer; the topic is
compared with that of the one that did. `contains` lists wordings, one of which must stand in the replies, without
regard to case and with accents as written.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import pytest

from emma.assistant.replies import Choice, TurnResult
from emma.cli.asking import Terminal
from emma.errors import EmmaError
from emma.evaluation.intervals import Share, share
from emma.evaluation.predictions import shown_articles
from emma.knowledge.routes import read_routes
from emma.nlu.articles import load_articles
from emma.settings import ROOT, current
from emma.words import LANGUAGES

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

# The share of the statements that is answered right, 0 to 1.
FLOORS = {"en": 0.78, "es": 0.75}
MOST_SHOWN = 60


@dataclass(frozen=True)
class Checked:
    """One statement asked in one language, and what was wrong with the reply."""

    place: str
    lang: str
    question: str
    wrong: tuple[str, ...]


@cache
def statements() -> list[dict[str, str]]:
    with (ROOT / "tests" / "sources" / "statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def topics() -> dict[str, str]:
    """The topic of each article and of each behaviour."""
    data = current().data
    routes = {name: route.topic for name, route in read_routes(data / "routes.csv").items()}
    return routes | {article.slug: article.topic for article in load_articles(data / "knowledge")}


def answered_by(result: TurnResult) -> set[str]:
    """The articles shown and the readings behind the replies, by their short names."""
    return set(shown_articles(result)) | {
        str(reading["intent"]).removeprefix("ask/") for reading in result.understanding
    }


def everything_said(terminal: Terminal, result: TurnResult) -> str:
    """The replies; where an article asks first, also the answers behind its choices, as the visitor reads them."""
    said = [reply.text for reply in result.replies]
    for reply in result.replies:
        said += [_chosen(terminal, result, choice) for choice in reply.choices if '"variant"' in choice.payload]
    return "\n".join(said).casefold()


def _chosen(terminal: Terminal, result: TurnResult, choice: Choice) -> str:
    after = terminal.turn(choice.title, result.language, result.state, payload=choice.payload)
    return "\n".join(reply.text for reply in after.replies)


def check(terminal: Terminal, row: dict[str, str], lang: str) -> Checked:
    question = row[f"question_{lang}"]
    listed = row["article"].split(";")
    try:
        result = terminal.turn(question, None)
        text = everything_said(terminal, result)
    except EmmaError as error:
        return Checked(row["id"], lang, question, (f"failed: {error}",))
    by = answered_by(result)
    hit = [name for name in listed if name in by]
    wrong = []
    if not hit:
        wrong.append(f"answered by {'/'.join(sorted(by))}, expected {row['article']}")
    elif not any(reply.topic in {topics()[name] for name in hit} | {row["topic"]} for reply in result.replies):
        wrong.append(f"topic {result.main.topic}, expected {row['topic']}")
    wordings = [wording.strip() for wording in row[f"contains_{lang}"].split(";") if wording.strip()]
    if wordings and not any(wording.casefold() in text for wording in wordings):
        wrong.append(f"says none of {'; '.join(wordings)}")
    return Checked(row["id"], lang, question, tuple(wrong))


@pytest.fixture(scope="module")
def checked(terminal: Terminal) -> list[Checked]:
    return [check(terminal, row, lang) for row in statements() for lang in LANGUAGES]


def right(checked: list[Checked], lang: str) -> Share:
    return share(not one.wrong for one in checked if one.lang == lang)


def test_every_listed_article_exists() -> None:
    listed = {name for row in statements() for name in row["article"].split(";")}
    assert listed <= set(topics())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_statements_of_the_sources_are_answered_right(checked: list[Checked], lang: str) -> None:
    found = right(checked, lang)
    misses = [
        f"{one.place} {one.question}: {', '.join(one.wrong)}" for one in checked if one.lang == lang and one.wrong
    ]
    told = "\n".join(misses[:MOST_SHOWN])
    assert found.value is not None
    assert found.value >= FLOORS[lang], f"{found.figures}\n{told}"


def test_no_statement_is_left_without_an_answer(checked: list[Checked]) -> None:
    assert [one for one in checked if one.wrong and one.wrong[0].startswith("failed")] == []
