"""Teo's held-out files: what is read, and what is refused before it can distort a figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import KnowledgeError
from emma.evaluation.held_out import read_folder
from emma.words import Outcome, Reason

HEAD = "text,lang,outcome,reason,topic,intent,also,register\n"


def folder(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    (tmp_path / "en.csv").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return tmp_path


def test_a_message_is_read_with_all_its_meanings(tmp_path: Path) -> None:
    rows = '"where is it, please",en,offered_agent,case_specific,case_status,my_case,my_delivery;my_decision,polite'
    message = read_folder(folder(tmp_path, rows))[0]
    assert message.text == "where is it, please"
    assert message.outcome is Outcome.OFFERED_AGENT
    assert message.reason is Reason.CASE_SPECIFIC
    assert message.accepted == {"my_case", "my_delivery", "my_decision"}
    assert not message.by_article
    assert message.place == "en.csv:1"


def test_all_files_of_the_folder_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "es.csv").write_text(HEAD + "hola,es,small_talk,,greeting,greeting,,short\n", encoding="utf-8")
    messages = read_folder(folder(tmp_path, "hi,en,small_talk,,greeting,greeting,,short"))
    assert [message.lang for message in messages] == ["en", "es"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("hi,en,smalltalk,,greeting,greeting,,short", "smalltalk"),
        ("hi,fr,small_talk,,greeting,greeting,,short", "'fr'"),
        ("hi,en,small_talk,,greetings,greeting,,short", "'greetings'"),
        ("hi,en,small_talk,personal,greeting,greeting,,short", "personal"),
        (" ,en,small_talk,,greeting,greeting,,short", "no text"),
        ("hi,en,small_talk,,greeting,,,short", "no intent"),
    ],
)
def test_an_unknown_word_is_refused_with_its_place(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(KnowledgeError, match=r"en\.csv:1: .*" + told):
        read_folder(folder(tmp_path, row))


def test_a_message_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    rows = ["hi,en,small_talk,,greeting,greeting,,short", "Hi ,en,small_talk,,greeting,greeting,,sms"]
    with pytest.raises(KnowledgeError, match=r"en\.csv:2: the message of en\.csv:1 again"):
        read_folder(folder(tmp_path, *rows))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no column also, register"):
        read_folder(folder(tmp_path, head="text,lang,outcome,reason,topic,intent\n"))


def test_an_empty_folder_is_an_error_not_a_perfect_score(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no held-out messages"):
        read_folder(tmp_path)


@pytest.mark.parametrize(("intent", "language"), [("switch_to_english", "en"), ("switch_to_spanish", "es")])
def test_who_asks_for_the_other_language_expects_it(tmp_path: Path, intent: str, language: str) -> None:
    lang = "es" if language == "en" else "en"
    message = read_folder(folder(tmp_path, f"the other one,{lang},small_talk,,other,{intent},,short"))[0]
    assert message.reply_language == language
