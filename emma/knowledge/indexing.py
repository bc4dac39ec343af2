"""What a release's article index is built from: the articles of data/knowledge and the examples of data/nlu."""

from __future__ import annotations

from pathlib import Path

from emma.knowledge.example_vectors import write_example_vectors
from emma.knowledge.search import build, passages
from emma.nlu.articles import load_articles, taught
from emma.nlu.encoder import Encoder
from emma.nlu.examples import read_examples

OUT_OF_SCOPE = "out_of_scope"


def index_articles(data: Path, encoder: Encoder, folder: Path) -> None:
    """Write the index of all articles that are no drafts, and the vectors of all examples; what is out of scope
    calibrates it."""
    build(passages_of(data), read_examples(data / "nlu").get(OUT_OF_SCOPE, []), encoder, folder)
    write_example_vectors(examples_of_all(data), encoder, folder)


def examples_of_all(data: Path) -> list[str]:
    """Every example of articles that are no drafts and of data/nlu."""
    own = [text for one in load_articles(data / "knowledge") if not one.draft for text in taught(one)]
    return [*own, *(text for texts in read_examples(data / "nlu").values() for text in texts)]


def passages_of(data: Path) -> dict[str, list[str]]:
    """`slug -> passages` of the articles that are no drafts."""
    beside = read_examples(data / "nlu")
    articles = [article for article in load_articles(data / "knowledge") if not article.draft]
    return {article.slug: passages(article, beside.get(article.intent, [])) for article in articles}
