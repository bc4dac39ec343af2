"""Entities are scored by name and value, counted by hand; a difference is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import KnowledgeError
from emma.evaluation.entities import entity_figures, find_all, read_entities

HEAD = "text,lang,entities\n"
FOUND = {
    "Newark and Reno": [("place_city", "Newark, NJ"), ("place_city", "Newark, NJ"), ("article", "x")],
    "forma i 90": [("form", "I-90"), ("place_zip", "00090")],
    "gracias": [],
}


def folder(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    (tmp_path / "entities.csv").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return folder(
        tmp_path,
        'Newark and Reno,en,"place_city=Newark, NJ;place_city=Reno, NV"',
        "forma i 90,es,form=I-90",
        "gracias,es,",
    )


def test_what_is_missing_and_what_is_too_many_is_counted_by_entity(small: Path) -> None:
    found = entity_figures(find_all(read_entities(small), lambda text: FOUND[text]))
    assert found["entities"]["place_city"] == {
        "expected": 2, "found": 1, "right": 1, "precision": 1.0, "recall": 0.5, "f1": 0.6667,
    }  # fmt: skip
    assert found["entities"]["place_zip"] == {
        "expected": 0, "found": 1, "right": 0, "precision": 0.0, "recall": None, "f1": 0.0,
    }  # fmt: skip
    assert (found["all"]["expected"], found["all"]["found"], found["all"]["right"]) == (3, 3, 2)
    assert found["languages"]["es"]["recall"] == 1.0


def test_a_message_with_nothing_in_it_counts_when_nothing_is_found(small: Path) -> None:
    found = entity_figures(find_all(read_entities(small), lambda text: FOUND[text]))
    assert (found["exact"]["right"], found["exact"]["of"]) == (1, 3)
    assert found["misses"] == [
        {"place": "entities.csv:1", "text": "Newark and Reno", "missing": ["place_city=Reno, NV"], "wrong": []},
        {"place": "entities.csv:2", "text": "forma i 90", "missing": [], "wrong": ["place_zip=00090"]},
    ]


def test_the_right_name_with_another_value_is_wrong(small: Path) -> None:
    found = entity_figures(find_all(read_entities(small), lambda text: [("form", "I-9")]))
    assert found["entities"]["form"]["right"] == 0


@pytest.mark.parametrize("row", ["x,fr,form=I-90", "x,en,shape=I-90", "x,en,form", "x,en,form="])
def test_an_unknown_entity_or_language_is_refused_with_its_place(tmp_path: Path, row: str) -> None:
    with pytest.raises(KnowledgeError, match=r"entities\.csv:1"):
        read_entities(folder(tmp_path, row))


def test_other_columns_are_refused_and_no_file_is_no_entity(tmp_path: Path) -> None:
    assert read_entities(tmp_path) == []
    with pytest.raises(KnowledgeError, match="columns"):
        read_entities(folder(tmp_path, head="text,entities\n"))
