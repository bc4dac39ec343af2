"""Which files the studio touches: none outside data/, however the path is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import BadPath, FormRefused
from emma.settings import ROOT, Settings
from emma.studio.paths import article_path, located, slug_of
from emma.studio.slugs import check_slug, slug_from

OUTSIDE = [
    "../secret.csv", "knowledge/fees/../../../x.md", "knowledge/../fees.csv", "knowledge/fees/%2e%2e.md", "/etc/passwd",
    "knowledge/fees/a\0.md", "knowledge/fees/a.md\n", "knowledge/fees//a.md", "knowledge/fees/A.md", "knowledge/no/a.md",
    "knowledge/fees/.hidden.md", "nlu/ask/../x.yml", "nlu\\x.yml", "config.toml", "", ".", "fees.csv/", "x" * 300,
    "practice/1.toml/../../x.csv", "nlu/ask/fees.yaml", "knowledge/fees/a.md.exe",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_is_not_one_of_ours_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadPath):
        located(tmp_path, path)


@pytest.mark.parametrize("path", ["fees.csv", "nlu/human.yml", "nlu/ask/fees.yml", "knowledge/fees/fee-waiver.md"])
def test_the_files_of_data_are_found(path: str) -> None:
    assert located(ROOT / "data", path) == ROOT / "data" / path
    assert located(ROOT / "data", path).exists()


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "fee-waiver.md").write_text("mine", encoding="utf-8")
    data = tmp_path / "data"
    (data / "knowledge").mkdir(parents=True)
    (data / "knowledge" / "fees").symlink_to(outside)
    (data / "fees.csv").symlink_to(outside / "fee-waiver.md")
    for path in ("knowledge/fees/fee-waiver.md", "knowledge/fees/new.md", "fees.csv"):
        with pytest.raises(BadPath):
            located(data, path)


@pytest.mark.parametrize(("topic", "slug"), [("..", "x"), ("fees", ".."), ("fees", "a/b"), ("fees", "A"), ("fees", "")])
def test_an_article_is_in_the_folder_of_its_topic(topic: str, slug: str) -> None:
    with pytest.raises(BadPath):
        article_path(topic, slug)


def test_a_new_name_is_well_formed_and_not_taken() -> None:
    settings = Settings(data=ROOT / "data")
    for slug, rule in (("../x", "slug"), ("x" * 65, "slug"), ("fee-waiver", "slug"), ("Über", "slug"), ("", "slug")):
        with pytest.raises(FormRefused) as refused:
            check_slug(settings, slug, "fees")
        assert [one.rule for one in refused.value.problems] == [rule]
    check_slug(settings, "something-new", "fees")


def test_a_title_suggests_a_name() -> None:
    assert slug_from("¿Cómo pago, y cuánto? (2026)") == "como-pago-y-cuanto-2026"
    assert len(slug_from("word " * 40)) <= 64
    assert slug_of("knowledge/fees/fee-waiver.md") == "fee-waiver"
    assert slug_of("fees.csv") is None
