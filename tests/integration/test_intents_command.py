"""`emma intents`: what is understood, as a table and as JSON; an article added by options or from a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from emma.cli.main import app
from emma.nlu.articles import load_articles
from emma.settings import ROOT, Settings
from emma.studio.article_text import form_of, text_of
from tests.small_project import small

COMPLETE = (
    "intents", "add", "pay-by-check", "--topic", "fees", "--title-en", "Paying by check", "--title-es", "Pagar con cheque",
    "--answer-en", "Write one check for each form you send.", "--answer-es", "Haga un cheque por cada formulario.",
    "--source-title", "Filing fees", "--source-url", "https://www.uscis.gov/forms/filing-fees", "--as-of", "2026-01",
    "--example-en", "can i pay by check", "--example-es", "puedo pagar con cheque",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = small(tmp_path)
    monkeypatch.setattr("emma.settings.current", lambda: settings)
    return settings


def test_the_list_has_articles_and_behaviours(project: Settings) -> None:
    done = CliRunner().invoke(app, ["intents", "list", "--json"])
    rows = {row["intent"]: row for row in json.loads(done.stdout)}
    assert rows["ask/civics-test"]["examples"]["es"] > 8
    assert rows["human"]["f1"] is None
    assert "ask/civics-test" in CliRunner().invoke(app, ["intents", "list"]).stdout


def test_an_article_is_added_and_what_is_still_wrong_is_said(project: Settings) -> None:
    done = CliRunner().invoke(app, list(COMPLETE))
    assert done.exit_code == 1, "one example a language is an error of the check"
    assert "examples" in done.stdout
    assert "pay-by-check" in {one.slug for one in load_articles(project.data / "knowledge")}


def test_an_article_that_is_not_one_is_not_written(project: Settings, tmp_path: Path) -> None:
    hostile = tmp_path / "x.md"
    hostile.write_text("---\nslug: &a [*a]\n---\n", encoding="utf-8")
    large = tmp_path / "large.md"
    large.write_text("x" * 5_000_000, encoding="utf-8")
    before = len(load_articles(project.data / "knowledge"))
    for arguments in (
        ["../x", "--topic", "fees"],
        ["--from", str(hostile)],
        ["--from", str(large)],
        ["--from", "none.md"],
    ):
        done = CliRunner().invoke(app, ["intents", "add", *arguments])
        assert done.exit_code == 1
        assert done.stdout
    assert len(load_articles(project.data / "knowledge")) == before


def test_an_article_comes_from_a_file(project: Settings, tmp_path: Path) -> None:
    text = (ROOT / "data" / "knowledge" / "fees" / "how-to-pay.md").read_text(encoding="utf-8")
    file = tmp_path / "anything.md"
    file.write_text(text_of(replace(form_of(text), related=("fee-waiver",)), text), encoding="utf-8")
    done = CliRunner().invoke(app, ["intents", "add", "--from", str(file)])
    assert done.exit_code == 0, done.stdout
    assert "how-to-pay" in {one.slug for one in load_articles(project.data / "knowledge")}
