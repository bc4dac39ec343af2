"""data/canned: governed as articles, in both languages, with nothing in them that the guard would mask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from emma.errors import Invalid, KnowledgeError
from emma.knowledge.canned import PLACEHOLDER, CannedFile, fill, read_canned
from emma.privacy import redact
from emma.settings import ROOT

FILES = read_canned(ROOT / "data" / "canned")
VALUES = {"agent": "Ben", "reference": "EM-4093-TAAR"}
GOOD = "---\nslug: x\ntopic: human\ntitle: {en: A, es: B}\nsources: []\nowner: o\nreviewed_on: 2026-11-21\n---\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.slug)
def test_each_has_an_owner_a_review_and_two_texts_of_their_own(file: CannedFile) -> None:
    assert file.owner
    assert date(2026, 1, 1) <= file.reviewed_on <= date.today()
    assert file.text["en"] != file.text["es"]
    assert all(len(text) <= 500 for text in file.text.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.slug)
def test_the_guard_finds_nothing_in_them_but_the_agents_own_name(file: CannedFile) -> None:
    for text in file.text.values():
        assert set(redact(fill(text, VALUES)).kinds) <= {"name"}
        if "{agent}" not in text:
            assert redact(fill(text, VALUES)).kinds == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.slug)
def test_what_says_a_fact_says_its_source(file: CannedFile) -> None:
    links = any("https://" in text for text in file.text.values())
    assert file.sources or not links


def test_an_open_placeholder_is_named_and_nothing_is_sent() -> None:
    with pytest.raises(Invalid, match="reference"):
        fill("Your reference is {reference}.", {"reference": " "})
    assert fill("{agent}: {reference}", VALUES) == "Ben: EM-4093-TAAR"
    assert PLACEHOLDER.findall("no placeholder") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD + "## en\nHello\n", "## es"),
        (GOOD + "## en\nHello {agent}\n\n## es\nHola\n", "placeholders"),
        (GOOD.replace("owner: o\n", "") + "## en\nHello\n\n## es\nHola\n", "owner"),
        (GOOD.replace("slug: x", "slug: y") + "## en\nHello\n\n## es\nHola\n", "slug"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_field(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "x.md").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=f"x.md.*{what}"):
        read_canned(tmp_path)
