"""The prepared visitors of practice: complete in both languages, without identifiers, danger is heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.desk.practice_scripts import Script, read_scripts, shipped_scripts
from emma.errors import KnowledgeError
from emma.privacy import redact
from emma.safety import Alarms
from emma.settings import ROOT
from emma.vault.checks import read_values
from emma.vault.forms import shipped_forms
from emma.words import LANGUAGES

SCRIPTS = list(shipped_scripts().values())


def test_six_visitors_come_in_their_order() -> None:
    assert [script.key.split("-", 1)[1] for script in SCRIPTS] == [
        "case-question", "angry-complaint", "address-change", "emergency", "abuse", "scam",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_nothing_a_prepared_visitor_says_holds_an_identifier(script: Script, language: str) -> None:
    for text in (*(one.visitor[language] for one in script.before), *(line[language] for line in script.lines)):
        assert redact(text).text == text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_its_secure_forms_are_filled_in_as_a_visitor_could(script: Script) -> None:
    forms = shipped_forms()
    assert set(script.expects.forms) == set(script.forms)
    for kind, values in script.forms.items():
        assert read_values(forms[kind], values) == values


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_the_articles_it_names_exist(script: Script) -> None:
    known = {file.stem for file in (ROOT / "data" / "knowledge").rglob("*.md")}
    assert {*script.shown, *script.expects.articles, *(one.emma for one in script.before)} <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_emergency_rule_hears_the_visitor_in_danger_and_no_other(alarms: Alarms, language: str) -> None:
    heard = {
        script.key: [kind for line in script.lines if (kind := alarms.heard(line[language]))] for script in SCRIPTS
    }
    assert {key: kinds for key, kinds in heard.items() if kinds} == {"4-emergency": ["violence"]}


@pytest.mark.parametrize(
    ("broken", "said"),
    [("order = 1", "title"), ('topic = "weather"', "topic"), ('reason = "bored"', "bored")],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path, broken: str, said: str) -> None:
    whole = (ROOT / "data" / "practice" / "5-abuse.toml").read_text(encoding="utf-8")
    name = broken.split(" ")[0]
    text = "\n".join(broken if line.startswith(f"{name} =") else line for line in whole.splitlines())
    (tmp_path / "x.toml").write_text("order = 1\n" if name == "order" else text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=f"x.toml.*{said}"):
        read_scripts(tmp_path)
