"""The article index: finds, calibrates, reads back from disk, and keeps its cost when it grows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emma.knowledge import vectors
from emma.knowledge.search import Index, build, load_index, passages
from emma.knowledge.vectors import Vectors, write_vectors
from emma.nlu.articles import Article
from tests.unit.knowledge.sample import GOOD, other
from tests.unit.nlu.samples import FakeEncoder

ARTICLES: list[Article] = [GOOD, other()]
STRANGERS = ["pizza recipe with cheese", "who won the football match", "sing a song", "quiero una pizza"]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    build({one.slug: passages(one) for one in ARTICLES}, STRANGERS, FakeEncoder(), tmp_path)
    loaded = load_index(tmp_path, FakeEncoder())
    assert loaded is not None
    return loaded


def test_the_article_with_these_words_is_first(index: Index) -> None:
    assert index.search("my green card was stolen")[0].slug == "lost-card"
    assert index.search("a que hora abren")[0].slug == "other"


def test_scores_lie_between_zero_and_one_and_fall(index: Index) -> None:
    hits = index.search("when do you open")
    assert [hit.slug for hit in hits] == ["other", "lost-card"]
    assert 1 >= hits[0].score > hits[1].score >= 0


def test_what_is_strange_stays_below_the_scores_that_are_shown(index: Index) -> None:
    assert index.likely <= index.sure
    assert index.search("when do you open")[0].score > index.sure
    assert index.search("who sings")[0].score < index.likely


@pytest.mark.parametrize("text", ["", "???", "zzzz qqqq"])
def test_words_that_no_article_holds_find_nothing_sure(index: Index, text: str) -> None:
    assert all(hit.score < index.sure for hit in index.search(text))


def test_titles_examples_bodies_and_taught_examples_are_searched(index: Index) -> None:
    found = passages(GOOD, ["one more wording"])
    assert {"A lost card", "perdí mi tarjeta", "You can do it online.", "one more wording"} <= set(found)
    assert len(found) == len(set(found))


def test_a_folder_without_an_index_has_none(tmp_path: Path) -> None:
    assert load_index(tmp_path, FakeEncoder()) is None


def random_rows(count: int) -> np.ndarray:
    rows = np.random.default_rng(1).normal(size=(count, 32)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_small_set_is_searched_exactly_but_for_eight_bits(tmp_path: Path) -> None:
    rows = random_rows(500)
    write_vectors(rows, np.arange(500), tmp_path)
    owners, cosines = Vectors(tmp_path).nearest(rows[7], 5)
    assert owners[0] == 7
    assert np.allclose(np.sort(rows @ rows[7])[::-1][:5], cosines, atol=0.02)


def test_a_large_set_reads_only_the_nearest_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "ROWS_A_CLUSTER", 20)
    monkeypatch.setattr(vectors, "PROBED", 4)
    rows = random_rows(2000)
    write_vectors(rows, np.arange(2000), tmp_path)
    stored = Vectors(tmp_path)
    found = [stored.nearest(row, 2000) for row in rows[:50]]
    assert max(len(owners) for owners, _ in found) < 1000
    assert np.mean([owners[0] == i for i, (owners, _) in enumerate(found)]) > 0.95
