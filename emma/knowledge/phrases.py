"""Short texts of data/responses.yml by key and language, for what is said outside a Rasa turn (buttons, notices)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from emma.errors import KnowledgeError


class Phrases:
    """All responses of the domain, read once."""

    def __init__(self, responses: Mapping[str, list[dict[str, Any]]]) -> None:
        self._texts = {key: _by_language(variations) for key, variations in responses.items()}

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


def read_phrases(path: Path) -> Phrases:
    """Read `responses.yml`."""
    return Phrases(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"])


def _by_language(variations: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for variation in variations:
        conditions = variation.get("condition") or [{"name": "language", "value": "en"}]
        language = next((c["value"] for c in conditions if c["name"] == "language"), "en")
        found.setdefault(language, str(variation.get("text", "")))
    return found
