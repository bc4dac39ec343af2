"""What a visitor could ask about the source documents, in both languages: topic, article and what must be said."""

from __future__ import annotations

from typing import Any

import pytest

from emma.cli.asking import Terminal
from emma.cli.evaluating import statements_asked
from emma.evaluation.statements import FAILED, Checked, read_statements, statement_figures, topics_of
from emma.settings import ROOT, current
from emma.words import LANGUAGES

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

FILE = ROOT / "tests" / "sources" / "statements.csv"
# The share of the statements that is answered right, a point below what a release reached.
FLOORS = {"en": 0.91, "es": 0.89}
MOST_SHOWN = 60


@pytest.fixture(scope="module")
def checked(terminal: Terminal) -> list[Checked]:
    return statements_asked(terminal, FILE)


@pytest.fixture(scope="module")
def found(checked: list[Checked]) -> dict[str, Any]:
    return statement_figures(checked)


def test_every_listed_article_exists() -> None:
    listed = {name for row in read_statements(FILE) for name in row["article"].split(";")}
    assert listed <= set(topics_of(current().data))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_statements_of_the_sources_are_answered_right(found: dict[str, Any], lang: str) -> None:
    told = "\n".join(found["misses"][:MOST_SHOWN])
    assert found["right"][lang]["share"] >= FLOORS[lang], f"{found['right'][lang]}\n{told}"


def test_no_statement_is_left_without_an_answer(checked: list[Checked]) -> None:
    assert [one for one in checked if one.wrong and one.wrong[0].startswith(FAILED)] == []
