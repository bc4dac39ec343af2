"""`emma knowledge check`: the committed articles pass it, and each rule finds what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from emma.errors import KnowledgeError
from emma.knowledge.checking import check_article, grade, plain
from emma.knowledge.coherence import check_together
from emma.knowledge.everything import check_all
from emma.knowledge.facts import Fact, check_facts, read_facts
from emma.knowledge.findings import Finding, Level
from emma.nlu.articles import Source
from emma.settings import ROOT
from tests.unit.knowledge.sample import ENGLISH, GOOD, PAGE, SPANISH, article, other

TODAY = date(2026, 11, 21)


def rules(found: Iterable[Finding], level: Level = Level.ERROR) -> list[str]:
    return [one.rule for one in found if one.level is level]


def test_the_committed_articles_have_no_errors() -> None:
    errors = [one for one in check_all(ROOT / "data", date.today()) if one.level is Level.ERROR]
    assert not errors, errors


def test_a_good_article_has_nothing_to_say_about() -> None:
    assert not list(check_article(GOOD, TODAY))
    assert not list(check_together([GOOD, other()], {}))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"sources": (Source("Form I-90", "2025-01-20", "http://www.uscis.gov/i-90"),)}, "link"),
        ({"sources": (Source("Form I-90", "2027-01", PAGE),), "as_of": "2027-01"}, "date"),
        ({"as_of": "2026-02-01"}, "date"),
        ({"reviewed_on": date(2027, 1, 1)}, "date"),
        ({"answer": {**GOOD.answer, "en": "See [the page](https://www.uscis.gov/i 90) before you do it."}}, "link"),
        ({"answer": {**GOOD.answer, "es": "Presente el Formulario I-90. Puede hacerlo en línea."}}, "link"),
        ({"answer": {"en": GOOD.answer["en"], "es": GOOD.answer["en"]}}, "language"),
        ({"answer": {**GOOD.answer, "es": f"[Aquí]({PAGE})"}}, "answer"),
        ({"answer": {**GOOD.answer, "en": f"Your number is A012345678, see [the form]({PAGE})."}}, "privacy"),
        ({"examples": {"en": ENGLISH[:7], "es": SPANISH}}, "examples"),
        ({"slug": "x" * 65}, "slug"),
    ],
)
def test_each_rule_finds_what_it_is_for(changes: dict[str, Any], rule: str) -> None:
    assert rule in rules(check_article(article(**changes), TODAY))


def test_hard_english_is_an_error_and_links_do_not_count_as_words() -> None:
    hard = (
        "Notwithstanding the aforementioned administrative considerations, beneficiaries must demonstrate eligibility."
    )
    assert "reading grade" in rules(
        check_article(article(answer={**GOOD.answer, "en": f"{hard} [See]({PAGE})."}), TODAY)
    )
    assert plain(f"See [the form]({PAGE}) or {PAGE} *now*") == "See the form or  now"
    assert grade("- Call the office\n- Go to the page\n") < grade("Call the office and then go to the page")


def test_an_expired_or_old_article_is_a_warning() -> None:
    assert rules(check_article(article(valid_until=date(2026, 11, 20)), TODAY), Level.WARNING) == ["expired"]
    assert not list(check_article(article(valid_until=TODAY), TODAY))
    assert rules(check_article(article(reviewed_on=date(2025, 1, 1)), TODAY), Level.WARNING) == ["date"]


@pytest.mark.parametrize(
    ("articles", "rule"),
    [
        ([article(related=("lost-card",))], "related"),
        ([article(related=("nowhere",))], "related"),
        ([article(related=("other", "other")), other()], "related"),
        ([GOOD, other(draft=True)], "related"),
        ([GOOD, other(title=GOOD.title)], "title"),
        ([article(examples={"en": (), "es": ()})], "unreachable"),
        ([GOOD, other(examples={"en": ("Lost my GREEN card!",), "es": ("hola",)})], "alike"),
    ],
)
def test_articles_are_checked_against_each_other(articles: list[Any], rule: str) -> None:
    assert rule in rules(check_together(articles, {}))


def test_an_example_of_a_behaviour_may_not_be_one_of_an_article() -> None:
    found = list(check_together([GOOD, other()], {"my_card": ["how to get a new card"]}))
    assert rules(found) == ["alike"]
    assert "my_card" in found[0].why


def test_examples_that_differ_in_one_letter_are_a_warning() -> None:
    found = check_together([GOOD, other()], {"my_card": ["green card fell in the rivers"]})
    assert rules(found, Level.WARNING) == ["alike"]


def test_examples_for_an_article_that_is_not_there_are_an_error() -> None:
    assert rules(check_together([GOOD, other()], {"ask/gone": ["something quite different"]})) == ["examples"]


@pytest.mark.parametrize("fact", [None, Fact("low", False), Fact("high", True)])
def test_a_fact_that_is_unknown_low_or_forbidden_is_an_error(fact: Fact | None) -> None:
    facts = {"another": Fact("high", False)} | ({"sv-lost": fact} if fact else {})
    assert rules(check_facts([GOOD], facts)) == ["facts"]
    assert not list(check_facts([GOOD], {"sv-lost": Fact("medium", False)}))


def test_facts_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "records:\n- {id: sv-lost, confidence: low, do_not_answer: true}\n", encoding="utf-8"
    )
    assert read_facts(tmp_path) == {"sv-lost": Fact("low", True)}
    with pytest.raises(KnowledgeError):
        read_facts(tmp_path / "nowhere")
