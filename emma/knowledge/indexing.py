"""What a release's article index is built from: the articles of data/knowledge and the examples of data/nlu."""

from __future__ import annotations

from pathlib import Path

from emma.knowledge.search import build, passages
from emma.nlu.articles import load_articles
from emma.nlu.encoder import Encoder
from emma.nlu.examples import read_examples

OUT_OF_SCOPE = "out_of_scope"


def index_articles(data: Path, encoder: Encoder, folder: Path) -> None:
    """Write the index of all articles that are no drafts; what is out of scope calibrates it."""
    build(passages_of(data), read_examples(data / "nlu").get(OUT_OF_SCOPE, []), encoder, folder)


def passages_of(data: Path) -> dict[str, list[str]]:
    """`slug -> passages` of the articles that are no drafts."""
    taught = read_examples(data / "nlu")
    articles = [article for article in load_articles(data / "knowledge") if not article.draft]
    return {article.slug: passages(article, taught.get(article.intent, [])) for article in articles}
