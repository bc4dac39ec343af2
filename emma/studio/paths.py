"""Which files below data/ the studio may touch: names that match strict patterns, no links, nothing outside."""

from __future__ import annotations

import os
import re
from pathlib import Path

from emma.errors import BadPath
from emma.nlu.articles import SLUG
from emma.words import TOPICS

LONGEST = 200
NAME = r"[a-z0-9]+(?:_[a-z0-9]+)*"
PLAIN = rf"(?:nlu/|nlu/ask/)?{NAME}\.yml|{NAME}\.csv|words_[a-z]{{2}}\.txt"
DOCUMENT = r"canned/[a-z0-9-]+\.md|practice/[a-z0-9-]+\.toml|test_stories/[a-z0-9-]+\.csv"
PATH = re.compile(rf"knowledge/(?:{'|'.join(sorted(TOPICS))})/{SLUG.pattern}\.md|{PLAIN}|{DOCUMENT}")
ARTICLE = re.compile(r"knowledge/([a-z_]+)/([a-z0-9-]+)\.md")


def article_path(topic: str, slug: str) -> str:
    """The path of an article below data/. Raises BadPath for a topic or slug that is none."""
    if topic not in TOPICS or not SLUG.fullmatch(slug):
        raise BadPath
    return f"knowledge/{topic}/{slug}.md"


def slug_of(path: str) -> str | None:
    """The slug of an article's path; None for any other file."""
    found = ARTICLE.fullmatch(path)
    return found[2] if found else None


def located(data: Path, path: str) -> Path:
    """The file of a path below data/, which need not be there yet. Raises BadPath for any other place."""
    if len(path) > LONGEST or not PATH.fullmatch(path):
        raise BadPath
    root = Path(os.path.realpath(data))
    file = root / path
    if Path(os.path.realpath(file.parent)) != file.parent or file.is_symlink() or file.is_dir():
        raise BadPath
    return file
