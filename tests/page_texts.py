"""The strings of the pages (emma/web/texts), for tests that look whether each is there in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from emma.settings import ROOT

FOLDER = ROOT / "emma" / "web" / "texts"


def words(name: str, language: str) -> dict[str, Any]:
    """All strings of one file, such as `board` in `en`."""
    return tomllib.loads((FOLDER / f"{name}_{language}.toml").read_text(encoding="utf-8"))


def flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every string with its place."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)
