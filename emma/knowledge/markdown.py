"""Markdown to safe HTML: no raw HTML passes, links open outside and leak no referrer."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "em"}
_renderer = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True}).enable("linkify")


@lru_cache(maxsize=2048)
def to_html(text: str) -> str:
    """The HTML of a text; only paragraphs, lists, emphasis and http(s), mailto and tel links are left."""
    return nh3.clean(
        _renderer.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
