"""Short texts of data/responses.yml by key and language, for what is said outside a Rasa turn (buttons, notices)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from emma.errors import KnowledgeError


class Phrases:
    """All responses of the domain, read once. `otherwise` has the keys that are not among them."""

    def __init__(self, responses: Mapping[str, list[dict[str, Any]]], otherwise: Phrases | None = None) -> None:
        own = {key: _by_language(variations) for key, variations in responses.items()}
        self._texts: dict[str, dict[str, str]] = {**otherwise._texts, **own} if otherwise else own

    def text(self, key: str, language: str, **variables: str) -> str:
        """The text with its variables filled. Raises KnowledgeError for a key nobody wrote."""
        found = self._texts.get(key)
        if not found:
            raise KnowledgeError(f"data/responses.yml has no {key}")
        text = found.get(language) or found["en"]
        for name, value in variables.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def has(self, key: str) -> bool:
        """Whether somebody wrote this response."""
        return key in self._texts


def read_phrases(path: Path, otherwise: Path | None = None) -> Phrases:
    """Read `responses.yml`; keys that it lacks come from the file `otherwise`."""
    rest = read_phrases(otherwise) if otherwise and otherwise != path else None
    return Phrases(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"], rest)


def _by_language(variations: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for variation in variations:
        conditions = variation.get("condition") or [{"name": "language", "value": "en"}]
        language = next((c["value"] for c in conditions if c["name"] == "language"), "en")
        found.setdefault(language, str(variation.get("text", "")))
    return found
