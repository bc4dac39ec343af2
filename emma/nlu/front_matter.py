"""Strict reading of front matter: each field is taken once with its type, what is left over is an error."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from emma.errors import EmmaError


class Fields:
    """The fields of one mapping; every reader raises the given error, naming the file and the field."""

    def __init__(self, values: Mapping[str, Any], where: str, error: type[EmmaError]) -> None:
        self._values = dict(values)
        self._where = where
        self._error = error

    def fail(self, name: str, why: str) -> NoReturn:
        """Raise the error about field `name`."""
        raise self._error(f"{self._where}: {name}: {why}")

    def end(self) -> None:
        """Fail on fields that nobody has read."""
        for name in self._values:
            self.fail(str(name), "is not a field of this file")

    def _take(self, name: str, required: bool) -> Any:
        value = self._values.pop(name, None)
        if required and value in (None, "", [], {}):
            self.fail(name, "is missing")
        return value

    def text(self, name: str, *, required: bool = True) -> str:
        """A text; numbers and dates that YAML read are given as they were written."""
        return self._text(name, self._take(name, required))

    def _text(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | date):
            self.fail(name, f"is not text: {value!r}")
        return value.isoformat() if isinstance(value, date) else str(value).strip()

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text that the whole pattern matches."""
        value = self.text(name)
        if not pattern.fullmatch(value):
            self.fail(name, f"{value!r} is not well formed")
        return value

    def one_of(self, name: str, allowed: Collection[str], *, default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(name, required=default is None) or default or ""
        if value not in allowed:
            self.fail(name, f"{value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A date, or None."""
        value = self._take(name, required)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.fail(name, f"{value!r} is not a date such as 2026-01-31")
        return value

    def flag(self, name: str) -> bool:
        """true or false; false when absent."""
        value = self._take(name, required=False)
        if value not in (None, True, False):
            self.fail(name, "is not true or false")
        return bool(value)

    def items(self, name: str) -> tuple[str, ...]:
        """A list of texts, possibly empty."""
        value = self._take(name, required=False) or []
        if not isinstance(value, list):
            self.fail(name, "is not a list")
        return tuple(self._filled(name, item) for item in value)

    def _filled(self, name: str, value: Any) -> str:
        text = self._text(name, value)
        if not text:
            self.fail(name, "has an empty entry")
        return text

    def texts(
        self, name: str, languages: Collection[str], *, required: bool = True, longest: int | None = None
    ) -> dict[str, str] | None:
        """A text for each language."""
        value = self._take(name, required)
        if value is None:
            return None
        found = {lang: self._filled(f"{name} {lang}", text) for lang, text in self._by_language(name, value, languages)}
        for language, text in found.items():
            if longest and len(text) > longest:
                self.fail(f"{name} {language}", f"is longer than {longest} characters")
        return found

    def lists(self, name: str, languages: Collection[str]) -> dict[str, tuple[str, ...]]:
        """A non-empty list of texts for each language."""
        found = {}
        for language, value in self._by_language(name, self._take(name, required=True), languages):
            found[language] = Fields({name: value}, self._where, self._error).items(name)
            if not found[language]:
                self.fail(f"{name} {language}", "is missing")
        return found

    def _by_language(self, name: str, value: Any, languages: Collection[str]) -> list[tuple[str, Any]]:
        if not isinstance(value, dict) or set(value) != set(languages):
            self.fail(name, f"needs exactly {' and '.join(languages)}")
        return [(language, value[language]) for language in languages]

    def parts(self, name: str, *, required: bool = True) -> list[Fields]:
        """A list of mappings."""
        value = self._take(name, required) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fail(name, "is not a list of entries")
        return [Fields(one, f"{self._where}: {name} {i}", self._error) for i, one in enumerate(value, start=1)]
