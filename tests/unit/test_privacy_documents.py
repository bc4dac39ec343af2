"""docs/privacy.md: all eight principles, and every test that it names exists."""

from __future__ import annotations

import re

import pytest

from emma.settings import ROOT

TEXT = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
PRINCIPLES = (
    "Transparency", "Individual participation", "Purpose specification", "Data minimization", "Use limitation",
    "Data quality and integrity", "Security", "Accountability and auditing",
)  # fmt: skip


@pytest.mark.parametrize(("number", "principle"), enumerate(PRINCIPLES, start=1))
def test_each_principle_names_tests(number: int, principle: str) -> None:
    section = TEXT.split(f"## {number}. {principle}\n")[1].split("\n## ")[0]
    assert len(re.findall(r"^- `tests/", section, re.MULTILINE)) >= 2


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    assert re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_documents_lead_to_files_that_exist() -> None:
    for document in ("privacy.md", "privacy-assessment.md"):
        text = (ROOT / "docs" / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([\w.-]+)\)", text):
            assert (ROOT / "docs" / target).exists(), target
