"""Findings about an article on its page: which field of the form each is about, and the sentence that says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from emma.knowledge.findings import Finding, Level

# What a refused field is about, where its reason says more than its name.
CLEARER = (
    ("HTML is not allowed", "html"), ("only links to", "unsafe_link"), ("identifier", "privacy"), ("is missing", "missing"),
    ("is longer than", "long"), ("characters", "long"), ("cannot be learned", "empty"), ("in a circle", "circular"),
)  # fmt: skip
LANGUAGE = re.compile(r"(?:^|\b)(en|es)(?=[: ]|$)")
# Rules of the check and fields of the file, and the field of the form they are about; {} stands for the language.
FIELDS = {
    "slug": "slug", "topic": "topic", "outcome": "outcome", "owner": "owner", "related": "related", "draft": "draft",
    "as_of": "as_of", "reviewed_on": "reviewed_on", "valid_from": "valid_from", "valid_until": "valid_until",
    "date": "as_of", "expired": "valid_until", "source": "source_url_0", "sources": "source_title_0",
    "url": "source_url_0", "facts": "source_facts_0", "title": "title_{}", "answer": "answer_{}", "body": "answer_{}",
    "link": "answer_{}", "language": "answer_es", "reading grade": "answer_en", "privacy": "answer_{}",
    "html": "answer_{}", "examples": "examples_{}", "empty": "examples_{}", "alike": "examples_{}",
    "unreachable": "examples_en", "replaced": "replaced_{}", "ask": "ask_{}", "variants": "variant_title_en_0",
    "key": "variant_key_0", "size": "answer_en", "stale": "answer_es", "circular": "related",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One finding: whether it stops a release, its rule (a key of the texts), the field's id, the particulars."""

    stops: bool
    rule: str
    field: str
    why: str


def shown_findings(findings: Iterable[Finding]) -> list[Shown]:
    """The errors first, each once."""
    found = dict.fromkeys(
        Shown(one.level is Level.ERROR, clearer(one), field_of(one.rule, one.why), one.why) for one in findings
    )
    return sorted(found, key=lambda one: not one.stops)


def clearer(finding: Finding) -> str:
    """The word whose sentence says best what is wrong."""
    return next((word for phrase, word in CLEARER if phrase in finding.why), finding.rule)


def field_of(rule: str, why: str) -> str:
    """The id of the field; the article's title where a rule is about nothing in particular."""
    named = LANGUAGE.search(why)
    return FIELDS.get(rule, "title_{}").format(named[1] if named else "en").replace("_", "-")
