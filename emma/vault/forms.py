"""What secure_forms.toml says: which forms exist, their fields, and how long a value may live."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from emma.errors import SettingsError
from emma.settings import ROOT
from emma.words import LANGUAGES

CHECKS = ("name", "date", "zip", "a_number", "receipt_number", "phone", "email", "text")
NEVER = ("ssn", "social", "card", "bank", "routing", "passport")
TEXTS = ("title", "purpose", "lifetime")


@dataclass(frozen=True)
class Field:
    """One line of a form. `check` names what is accepted; `label` is by language."""

    name: str
    check: str
    optional: bool
    label: Mapping[str, str]


@dataclass(frozen=True)
class Form:
    """One kind of form. `texts[language]` has title, purpose and lifetime as the visitor reads them."""

    kind: str
    lifetime: timedelta
    after: str | None
    outlives_handoff: bool
    one_of: tuple[str, ...]
    view_for: tuple[str, ...]
    fields: tuple[Field, ...]
    texts: Mapping[str, Mapping[str, str]]

    def shown(self, language: str) -> dict[str, Any]:
        """The form for a screen: kind, title, purpose, lifetime, fields, and of which fields one is enough."""
        fields = [
            {"name": f.name, "label": f.label[language], "optional": f.optional, "check": f.check} for f in self.fields
        ]
        return {"kind": self.kind, **self.texts[language], "one_of": list(self.one_of), "fields": fields}


@cache
def shipped_forms() -> Mapping[str, Form]:
    """secure_forms.toml of this installation, read once."""
    return read_forms(ROOT / "secure_forms.toml")


def read_forms(path: Path) -> Mapping[str, Form]:
    """Read `secure_forms.toml`. Raises SettingsError for a missing text, a wrong word or a field never asked for."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        forms = {kind: _form(kind, table) for kind, table in raw.items()}
    except KeyError as missing:
        raise SettingsError(f"{path.name}: {missing.args[0]} is missing") from None
    except SettingsError as wrong:
        raise SettingsError(f"{path.name}: {wrong}") from None
    for form in forms.values():
        if form.after is not None and form.after not in forms:
            raise SettingsError(f"{path.name}: {form.kind}.after names no form")
    return forms


def _form(kind: str, table: Mapping[str, Any]) -> Form:
    fields = tuple(_field(kind, line) for line in table["fields"])
    one_of = tuple(table.get("one_of", ()))
    if not set(one_of) <= {field.name for field in fields}:
        raise SettingsError(f"{kind}.one_of names no field")
    if not table["view_for"]:
        raise SettingsError(f"{kind}.view_for must name a purpose: nobody looks at a value for nothing")
    return Form(
        kind=kind,
        lifetime=timedelta(hours=int(table["hours"])),
        after=table.get("after"),
        outlives_handoff=bool(table.get("outlives_handoff", False)),
        one_of=one_of,
        view_for=tuple(table["view_for"]),
        fields=fields,
        texts={language: {name: table[language][name] for name in TEXTS} for language in LANGUAGES},
    )


def _field(kind: str, line: Mapping[str, Any]) -> Field:
    name = str(line["name"])
    if any(word in name.lower() for word in NEVER):
        raise SettingsError(f"{kind}: {name} is never asked for")
    if line["check"] not in CHECKS:
        raise SettingsError(f"{kind}.{name}: check must be one of {', '.join(CHECKS)}")
    labels = {language: str(line[language]) for language in LANGUAGES}
    return Field(name, str(line["check"]), bool(line.get("optional", False)), labels)
