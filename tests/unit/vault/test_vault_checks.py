"""What a visitor writes into a form is read strictly, and errors never quote it."""

from __future__ import annotations

import pytest

from emma.errors import Invalid
from emma.settings import ROOT
from emma.vault.checks import read_values
from emma.vault.forms import read_forms

FORMS = read_forms(ROOT / "secure_forms.toml")
ANA = {"full_name": "Ana Example", "birth_date": "1990-01-31"}


def test_what_is_written_is_trimmed_and_empty_fields_are_left_out() -> None:
    read = read_values(FORMS["verify_identity"], {**ANA, "full_name": "  Ana Example ", "zip": " "})
    assert read == ANA


def test_full_width_digits_are_read_as_digits() -> None:
    assert read_values(FORMS["find_case"], {"a_number": "Ａ０１２３４５６７８"}) == {"a_number": "A012345678"}


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("verify_identity", "full_name", "Ana 3xample"),
        ("verify_identity", "birth_date", "31/01/1990"),
        ("verify_identity", "birth_date", "2999-01-01"),
        ("verify_identity", "zip", "7771"),
        ("find_case", "receipt_number", "ABC12345"),
        ("find_case", "a_number", "12345"),
        ("call_back", "phone", "call me"),
        ("call_back", "email", "ana at example"),
        ("call_back", "email", "a" * 200 + "@example.com"),
        ("call_back", "when", "my social security number is 078-05-1120"),
        ("call_back", "when", "card 4111 1111 1111 1111"),
        ("call_back", "when", "any\x00time"),
    ],
)
def test_what_cannot_be_read_names_the_field_and_never_quotes_it(kind: str, field: str, value: str) -> None:
    good = {"verify_identity": ANA, "find_case": {}, "call_back": {"phone": "+1 202 555 0143"}}[kind]
    with pytest.raises(Invalid, match=field) as refused:
        read_values(FORMS[kind], {**good, field: value})
    assert value not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_form_of_which_one_field_is_enough_refuses_none() -> None:
    with pytest.raises(Invalid, match="at least one"):
        read_values(FORMS["call_back"], {"when": "mornings"})


def test_a_missing_and_an_unknown_field_are_refused() -> None:
    with pytest.raises(Invalid, match="birth_date is missing"):
        read_values(FORMS["verify_identity"], {"full_name": "Ana Example"})
    with pytest.raises(Invalid) as refused:
        read_values(FORMS["verify_identity"], {**ANA, "A012345678": "x"})
    assert "A012345678" not in str(refused.value)
