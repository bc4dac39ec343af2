"""One good article, to be spoilt by the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from emma.nlu.articles import Article, Source

ENGLISH = (
    "replace my lost card", "lost my green card", "card was stolen yesterday", "how to get a new card",
    "my dog ate the card", "new card please where", "green card fell in the river", "I need another card",
)  # fmt: skip
SPANISH = (
    "perdí mi tarjeta", "me robaron la green card", "cómo saco otra tarjeta", "reponer tarjeta perdida",
    "se mojó mi tarjeta", "quiero una tarjeta nueva", "dónde pido otra mica", "extravié la residencia",
)  # fmt: skip
PAGE = "https://www.uscis.gov/i-90"

GOOD = Article(
    slug="lost-card",
    topic="green_card_replacement",
    outcome="answered",
    title={"en": "A lost card", "es": "Una tarjeta perdida"},
    sources=(Source("Form I-90", "2025-01-20", PAGE, ("sv-lost",)),),
    as_of="2025-01-20",
    reviewed_on=date(2026, 11, 1),
    owner="cards",
    examples={"en": ENGLISH, "es": SPANISH},
    answer={
        "en": f"File [Form I-90]({PAGE}). You can do it online.",
        "es": f"Presente el [Formulario I-90]({PAGE}). Puede hacerlo en línea.",
    },
    related=("other",),
)


def article(**changes: Any) -> Article:
    """The good article with something changed."""
    return replace(GOOD, **changes)


def other(**changes: Any) -> Article:
    """Another article that the good one names."""
    own = {
        "slug": "other",
        "title": {"en": "Something else", "es": "Otra cosa"},
        "examples": {"en": ("when do you open",), "es": ("a qué hora abren",)},
        "related": ("lost-card",),
    }
    return replace(GOOD, **{**own, **changes})
