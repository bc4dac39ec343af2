"""Figures of the article search alone: first, among three, answered, offered; strangers apart."""

from __future__ import annotations

from emma.evaluation.search import by_language, search_figures
from emma.knowledge.search import Hit
from tests.unit.evaluation.turns import expected


class FakeIndex:
    """Finds what a table says."""

    sure, likely = 0.6, 0.4

    def __init__(self, found: dict[str, list[Hit]]) -> None:
        self.found = found

    def search(self, text: str, most: int = 3) -> list[Hit]:
        return self.found[text][:most]


INDEX = FakeIndex(
    {
        "right and sure": [Hit("replace-card", 0.7), Hit("other", 0.5)],
        "wrong and sure": [Hit("other", 0.7), Hit("replace-card", 0.5)],
        "third and unlikely": [Hit("other", 0.3), Hit("another", 0.2), Hit("replace-card", 0.1)],
        "nowhere": [Hit("other", 0.3)],
        "a stranger": [Hit("other", 0.5)],
        "fuera de tema": [Hit("other", 0.65)],
    }
)
OURS = [expected(text) for text in ("right and sure", "wrong and sure", "third and unlikely", "nowhere")]
STRANGERS = [expected("a stranger", "out_of_scope"), expected("fuera de tema", "out_of_scope", lang="es")]


def test_hits_and_what_is_shown_are_counted_apart() -> None:
    found = search_figures(INDEX, [*OURS, *STRANGERS])  # type: ignore[arg-type]
    assert (found.messages, found.first, found.among_three) == (4, 25.0, 75.0)
    assert (found.answered, found.right_when_answered, found.offered) == (50.0, 50.0, 50.0)
    assert (found.strangers, found.strangers_answered, found.strangers_offered) == (2, 50.0, 100.0)


def test_each_language_is_counted_by_itself() -> None:
    found = by_language(INDEX, [*OURS, *STRANGERS])  # type: ignore[arg-type]
    assert found["en"].strangers_answered == 0.0
    assert found["es"].strangers_answered == 100.0
    assert found["es"].messages == 0
