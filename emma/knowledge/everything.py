"""`emma knowledge check` over a data folder: each article by itself, all of them together, and their facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from emma.knowledge.checking import check_article
from emma.knowledge.coherence import check_together
from emma.knowledge.facts import check_facts, read_facts
from emma.knowledge.findings import Finding
from emma.nlu.articles import load_articles
from emma.nlu.examples import read_examples


def check_all(data: Path, today: date, facts: Path | None = None) -> list[Finding]:
    """All findings, errors first, by article. Raises ArticleError for a file that cannot be read at all."""
    articles = load_articles(data / "knowledge")
    found = [one for article in articles for one in check_article(article, today)]
    found += check_together(articles, read_examples(data / "nlu"))
    if facts is not None:
        found += check_facts(articles, read_facts(facts))
    return sorted(set(found))
