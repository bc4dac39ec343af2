"""Sets are kept apart by the name of their file; what must be said is looked for in what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.evaluation.figures import by_set, measures
from emma.evaluation.held_out import read_folder, read_folders
from tests.unit.evaluation.turns import answer, expected, scored, turn_result

HEAD = "text,lang,outcome,reason,topic,intent,also,register"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("en.csv:1", "first"),
        ("case_specific.csv:4", "first"),
        ("fresh_en.csv:7", "fresh"),
        ("fresh_es.csv:7", "fresh"),
        ("tests/nlu/en.csv:1", "tests/nlu/first"),
        ("later/fresh_es.csv:2", "later/fresh"),
    ],
)
def test_a_set_is_named_by_its_file(place: str, name: str) -> None:
    assert expected(place=place).set == name


def test_the_figures_of_one_set_do_not_touch_those_of_another() -> None:
    found = by_set(
        [
            scored(expected("a", place="fresh_en.csv:1"), answer("renew-card")),
            scored(expected("b", place="en.csv:1"), answer("replace-card")),
            scored(expected("c", place="fresh_es.csv:1", lang="es"), answer("replace-card")),
        ]
    )
    assert list(found) == ["first", "fresh"]
    assert found["first"]["overall"]["lenient"]["share"] == 1.0
    assert (found["fresh"]["overall"]["lenient"]["right"], found["fresh"]["messages"]) == (1, 2)
    assert [row["text"] for row in found["fresh"]["wrong_but_certain"]] == ["a"]
    assert found["first"]["wrong_but_certain"] == []


def test_two_folders_stay_apart(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "en.csv").write_text(f"{HEAD}\nhi,en,small_talk,,greeting,greeting,,short\n", "utf-8")
    found = read_folders([tmp_path / "old", tmp_path / "new"])
    assert [message.set.rpartition("/")[0].rpartition("/")[2] for message in found] == ["old", "new"]


def test_one_of_the_wordings_must_stand_in_the_answer(tmp_path: Path) -> None:
    row = "what form,en,answered,,forms,ask/replace-card,,short,I-90; Form 90"
    (tmp_path / "en.csv").write_text(f"{HEAD},contains\n{row}\n", encoding="utf-8")
    (message,) = read_folder(tmp_path)
    assert message.contains == ("I-90", "Form 90")
    right = scored(message, answer("replace-card", text="You need form 90 for it."))
    wrong = scored(message, answer("replace-card", text="You need a form."))
    assert (right.contains, wrong.contains) == (True, False)
    silent = scored(expected("anything"), turn_result(answer("x").replies[0], intents=()))
    assert measures([right, wrong, silent])["contains"]["of"] == 2
