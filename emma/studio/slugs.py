"""The name of a new article: well formed, of a known topic, not taken."""

from __future__ import annotations

from emma.errors import FormRefused
from emma.knowledge.checking import SLUG_LENGTH
from emma.knowledge.findings import error
from emma.language import fold
from emma.nlu.articles import SLUG
from emma.settings import Settings
from emma.studio import catalogue
from emma.words import TOPICS


def check_slug(settings: Settings, slug: str, topic: str) -> None:
    """Raises FormRefused for a slug that is none or taken, or a topic that is none."""
    found = []
    if topic not in TOPICS:
        found.append(error(slug[:SLUG_LENGTH], "topic", "is no topic"))
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        found.append(error("", "slug", f"small letters, digits and single hyphens, at most {SLUG_LENGTH} characters"))
    elif slug in catalogue.articles(settings):
        found.append(error(slug, "slug", "there is an article of this name already"))
    if found:
        raise FormRefused(found)


def slug_from(title: str) -> str:
    """The slug that a title suggests: its words without accents, as many as fit."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in fold(title)).split()
    while len("-".join(words)) > SLUG_LENGTH:
        words.pop()
    return "-".join(words)
