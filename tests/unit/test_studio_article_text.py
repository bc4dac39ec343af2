"""An article's file through the editor's form and back: nothing is lost, and what was not touched is not reformatted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from emma.errors import FormRefused
from emma.nlu.articles import parse_article
from emma.settings import ROOT
from emma.studio.article_form import SourceForm, VariantForm
from emma.studio.article_text import form_of, text_of, with_related, with_slug

FILES = sorted((ROOT / "data" / "knowledge").glob("*/*.md"))
CIVICS = (ROOT / "data" / "knowledge" / "naturalization" / "civics-test.md").read_text(encoding="utf-8")
OWN = """---
# kept by the fee team
slug: fee-x
topic: fees
title: {en: 'A fee', es: "Una tarifa"}   # short
sources:
- {title: Fee schedule, as_of: 2026, url: "https://www.uscis.gov/g-1055"}
as_of: 2026
reviewed_on: 2026-01-02
owner: fees
examples:
    en: ["what is the fee", "fee: how much?"]
    es: [cuanto es la tarifa]
---

## en

Pay the fee.

## es

Pague la tarifa.

"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_article_comes_back_as_it_was(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = form_of(text)
    assert text_of(form, text) == text
    assert parse_article(text_of(form)) == parse_article(text)


def test_only_the_lines_of_a_changed_field_change() -> None:
    form = form_of(OWN)
    changed = text_of(replace(form, owner="fee team", answer={**form.answer, "es": "Pague la tarifa hoy."}), OWN)
    assert changed == OWN.replace("owner: fees", "owner: fee team").replace(
        "\n\nPague la tarifa.\n\n", "\nPague la tarifa hoy.\n"
    )
    assert "# kept by the fee team" in changed
    assert form_of(changed).owner == "fee team"


def test_a_field_that_comes_is_put_where_it_usually_stands_and_one_that_goes_leaves_nothing() -> None:
    form = form_of(OWN)
    with_draft = text_of(replace(form, draft=True, replaced={"en": "Was: 5", "es": "Antes: 5"}), OWN)
    assert parse_article(with_draft).draft
    assert (
        with_draft.index("reviewed_on:")
        < with_draft.index("draft:")
        < with_draft.index("owner:")
        < with_draft.index("replaced:")
    )
    again = text_of(replace(form_of(with_draft), draft=False, replaced={"en": "", "es": ""}), with_draft)
    assert again == OWN


@pytest.mark.parametrize(
    "typed",
    [
        "yes",
        "null",
        "2026",
        "a: b",
        "- list",
        "# no comment",
        "'quoted' \"too\"",
        "[link]",
        "*star*",
        "100 %",
        "no: 'x",
    ],
)
def test_whatever_is_typed_stays_text(typed: str) -> None:
    form = replace(form_of(OWN), owner=typed, examples={"en": (typed, "fee"), "es": (typed,)})
    form = replace(form, sources=(SourceForm(typed, "2026-01", "", (typed,)),))
    assert form_of(text_of(form, OWN)) == form
    assert form_of(text_of(form)) == form


def test_an_answer_of_several_lines_in_a_variant_stays_readable() -> None:
    form = form_of(CIVICS)
    first = form.variants[0]
    long = VariantForm(first.key, first.title, {**first.answer, "en": "One.\n\n- two\n- three: four"})
    text = text_of(replace(form, variants=(long, *form.variants[1:])), CIVICS)
    assert "      en: |-\n        One.\n\n        - two\n" in text
    assert form_of(text).variants[0] == long


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("no front matter", "article"),
        ("---\nslug: [[[\n---\n## en\nx\n## es\ny\n", "article"),
        (OWN.replace("## es", "## fr"), "answer"),
        (OWN.replace("topic: fees", "topic: cakes"), "topic"),
        (OWN.replace("slug: fee-x", "slug: ../fee"), "slug"),
        (OWN.replace("owner: fees", "owner: &a fees\nrelated: [*a, *a]"), "article"),
        ("---\nslug: " + "[" * 50_000 + "\n---\n", "article"),
        ("---\nslug: " + "- " * 50_000 + "x\n---\n", "article"),
        ("---\n" + "? " * 50_000 + "x\n---\n", "article"),
        (OWN + "x" * 200_000, "size"),
    ],
)
def test_a_text_that_is_no_article_is_refused_naming_the_field(text: str, rule: str) -> None:
    with pytest.raises(FormRefused) as refused:
        form_of(text)
    assert [one.rule for one in refused.value.problems] == [rule]


def test_a_form_that_makes_no_article_is_refused_naming_the_field() -> None:
    form = form_of(OWN)
    for wrong, rule in (
        (replace(form, reviewed_on="yesterday"), "reviewed_on"),
        (replace(form, as_of="soon"), "as_of"),
        (replace(form, title={"en": "x" * 61, "es": "y"}), "title"),
        (replace(form, answer={"en": "## en\nagain", "es": "y"}), "answer"),
        (replace(form, valid_from="2026-02-01", valid_until="2026-01-01"), "valid_until"),
    ):
        with pytest.raises(FormRefused) as refused:
            text_of(wrong, OWN)
        assert [one.rule for one in refused.value.problems] == [rule]


def test_a_name_changes_in_one_place_of_the_file() -> None:
    assert form_of(with_slug(OWN, "fee-y")).slug == "fee-y"
    assert with_related(CIVICS, "failed-test", "x").count("failed-test") == 0
    assert with_related(CIVICS, "test", "x") == CIVICS
