"""Reads what a visitor wrote into a form. Errors name the field and never quote what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

import phonenumbers

from emma.errors import Invalid
from emma.privacy import redact
from emma.vault.forms import Form

LONGEST = 120
# Numbers nobody needs here; the guard knows them in all their layouts.
UNWANTED = frozenset({"SSN", "card", "bank account", "passport"})
EARLIEST = date(1900, 1, 1)
ZIP = re.compile(r"\d{5}(?:-\d{4})?")
A_NUMBER = re.compile(r"A?\d{7,9}")
RECEIPT = re.compile(r"[A-Z]{3}\d{10}")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,4}")


def read_values(form: Form, given: Mapping[str, str]) -> dict[str, str]:
    """The filled fields, trimmed. Raises Invalid for a field that is unknown, missing, too long or unreadable."""
    if not set(given) <= {field.name for field in form.fields}:
        raise Invalid("The form has no such field.")
    values: dict[str, str] = {}
    for field in form.fields:
        value = unicodedata.normalize("NFKC", given.get(field.name, "")).strip()
        if not value:
            if not field.optional:
                raise Invalid(f"{field.name} is missing.", field=field.name, why="missing")
            continue
        if len(value) > LONGEST:
            raise Invalid(f"{field.name} is longer than {LONGEST} characters.", field=field.name, why="long")
        if not value.isprintable() or not ACCEPTED[field.check](value):
            raise Invalid(f"{field.name} could not be read.", field=field.name, why="unreadable")
        values[field.name] = value
    if form.one_of and not set(form.one_of) & set(values):
        raise Invalid(f"Fill in at least one of: {', '.join(form.one_of)}.", field=form.one_of[0], why="one_of")
    return values


def _compact(value: str) -> str:
    return re.sub(r"[\s.#-]", "", value).upper()


def _is_text(value: str) -> bool:
    return not UNWANTED & set(redact(value).kinds)


def _is_name(value: str) -> bool:
    return any(c.isalpha() for c in value) and not any(c.isdigit() for c in value)


def _is_past_date(value: str) -> bool:
    try:
        return EARLIEST <= date.fromisoformat(value) <= date.today()
    except ValueError:
        return False


def _is_phone(value: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, "US"))
    except phonenumbers.NumberParseException:
        return False


ACCEPTED: Mapping[str, Callable[[str], bool]] = {
    "name": _is_name,
    "date": _is_past_date,
    "zip": lambda value: ZIP.fullmatch(value) is not None,
    "a_number": lambda value: A_NUMBER.fullmatch(_compact(value)) is not None,
    "receipt_number": lambda value: RECEIPT.fullmatch(_compact(value)) is not None,
    "phone": _is_phone,
    "email": lambda value: EMAIL.fullmatch(value) is not None,
    "text": _is_text,
}
