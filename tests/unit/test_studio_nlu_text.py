"""Files of examples edited line by line: the rest of the file stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.nlu.examples import examples_of
from emma.settings import ROOT
from emma.studio.nlu_text import blocks, renamed, taught, with_example, without_example, without_intent

FILES = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
TEXT = """version: "3.1"

nlu:
  # human, English
  - intent: human
    examples: |
      - a person please
      - agent

  # human, Spanish
  - intent: human
    examples: |
      - una persona
  - intent: ask/fee-waiver
    examples: |
      - no money"""  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_comes_and_goes_and_the_file_is_as_it_was(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for block in blocks(text):
        found.setdefault(block.intent, []).extend(example for _, _, example in block.lines)
    assert found == examples_of(path)
    for intent in list(found)[:3]:
        more = with_example(text, intent, "es", "zanahoria nueva")
        (tmp_path / "more.yml").write_text(more, encoding="utf-8")
        assert sorted(examples_of(tmp_path / "more.yml")[intent]) == sorted([*found[intent], "zanahoria nueva"])
        assert without_example(more, intent, "zanahoria nueva") == text


def test_an_example_goes_behind_the_last_of_its_language() -> None:
    assert "      - agent\n      - operator\n\n" in with_example(TEXT, "human", "en", "operator")
    assert "      - una persona\n      - agente\n" in with_example(TEXT, "human", "es", "agente")


def test_a_last_line_without_an_end_gets_one() -> None:
    assert with_example(TEXT, "ask/fee-waiver", "en", "broke") == f"{TEXT}\n      - broke\n"


def test_an_intent_that_is_new_to_a_file_gets_an_entry_with_its_language() -> None:
    made = with_example("", "ask/fee-waiver", "es", "sin dinero")
    assert made == (
        'version: "3.1"\n\nnlu:\n  # fee-waiver, Spanish\n  - intent: ask/fee-waiver\n    examples: |\n      - sin dinero\n'
    )


def test_the_last_example_takes_its_entry_along() -> None:
    left = without_example(TEXT, "human", "una persona")
    assert left is not None
    assert "Spanish" not in left
    assert [block.intent for block in blocks(left)] == ["human", "ask/fee-waiver"]
    assert without_example(TEXT, "human", "nothing of this") is None
    assert not taught(without_intent(without_intent(TEXT, "human"), "ask/fee-waiver"))


def test_a_name_changes_in_entries_and_comments_only() -> None:
    text = (
        "  # fee-x, English\n  - intent: ask/fee-x\n    examples: |\n      - fee-x, what\n  - intent: ask/fee-x-more\n"
    )
    assert renamed(text, "fee-x", "new") == (
        "  # new, English\n  - intent: ask/new\n    examples: |\n      - fee-x, what\n  - intent: ask/fee-x-more\n"
    )
