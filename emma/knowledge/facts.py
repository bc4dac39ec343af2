"""`emma knowledge check --facts`: every fact an article names is in the folder of facts and may be answered from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from emma.errors import KnowledgeError
from emma.knowledge.findings import Finding, error, warning
from emma.nlu.articles import Article

LOW = "low"


@dataclass(frozen=True)
class Fact:
    """What a check needs of a record: how sure it is, and whether it must not be answered."""

    confidence: str
    forbidden: bool


def read_facts(folder: Path) -> dict[str, Fact]:
    """`id -> Fact` of all `*.yml` files with `records`. Raises KnowledgeError when there are none."""
    found: dict[str, Fact] = {}
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for record in content.get("records") or []:
            found[record["id"]] = Fact(str(record.get("confidence", "")), bool(record.get("do_not_answer")))
    if not found:
        raise KnowledgeError(f"There are no facts in {folder}.")
    return found


def check_facts(articles: Sequence[Article], facts: dict[str, Fact]) -> Iterator[Finding]:
    """Errors for facts that are unknown, of low confidence, or marked as not to be answered."""
    for article in articles:
        for source in article.sources:
            if not source.facts:
                yield warning(article.slug, "facts", f"the source {source.title!r} names no fact")
            for name in source.facts:
                fact = facts.get(name)
                if fact is None:
                    yield error(article.slug, "facts", f"there is no fact {name}")
                elif fact.forbidden or fact.confidence == LOW:
                    yield error(article.slug, "facts", f"{name} must not be answered from")
