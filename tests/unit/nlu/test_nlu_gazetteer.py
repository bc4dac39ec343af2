from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import KnowledgeError
from emma.nlu.gazetteer import lookup_tables
from emma.nlu.names import Names
from tests.unit.nlu.samples import write_tables


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    write_tables(tmp_path)
    (tmp_path / "forms.csv").unlink()
    with pytest.raises(KnowledgeError, match=r"forms\.csv: the gazetteer needs this table"):
        lookup_tables(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    write_tables(tmp_path)
    (tmp_path / "agencies.csv").write_text("id,agency\nice,ICE\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"agencies\.csv: aliases: the gazetteer needs this column"):
        lookup_tables(tmp_path)


def test_the_united_states_is_no_country_of_interest(tables_folder: Path) -> None:
    (countries,) = [t for t in lookup_tables(tables_folder) if t["name"] == "place_country"]
    values = {element.split("\t")[1] for element in countries["elements"]}
    assert "GH" in values
    assert not values & {"US", "PR", "GU"}


def test_the_tables_are_the_same_each_time(tables_folder: Path) -> None:
    assert lookup_tables(tables_folder) == lookup_tables(tables_folder)


def test_training_without_the_importer_says_what_is_wrong() -> None:
    with pytest.raises(KnowledgeError, match="ArticleImporter"):
        Names.from_lookup_tables([], [])
