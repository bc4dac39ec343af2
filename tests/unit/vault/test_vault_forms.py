"""secure_forms.toml: what is asked for, in both languages, and what is never asked for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from emma.errors import SettingsError
from emma.settings import ROOT
from emma.vault.forms import read_forms

SHIPPED = ROOT / "secure_forms.toml"


def test_the_three_forms_are_declared_with_purpose_and_lifetime_in_both_languages() -> None:
    forms = read_forms(SHIPPED)
    assert set(forms) == {"verify_identity", "find_case", "call_back"}
    for form in forms.values():
        for language in ("en", "es"):
            shown = form.shown(language)
            assert all(shown[name] for name in ("title", "purpose", "lifetime"))
            assert all(field["label"] for field in shown["fields"])
        assert form.shown("en")["purpose"] != form.shown("es")["purpose"]


def test_a_case_is_looked_up_only_after_the_identity_and_a_call_back_lives_thirty_days() -> None:
    forms = read_forms(SHIPPED)
    assert forms["find_case"].after == "verify_identity"
    assert [form.kind for form in forms.values() if form.outlives_handoff] == ["call_back"]
    assert forms["call_back"].lifetime == timedelta(days=30)


@pytest.mark.parametrize(
    "name", ["ssn", "social_security_number", "card_number", "bank_account", "passport", "Passport"]
)
def test_a_field_for_what_is_never_asked_for_stops_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="never asked for"):
        read_forms(changed(tmp_path, 'name = "zip"', f'name = "{name}"'))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('check = "zip"', 'check = "zap"', "check must be one of"),
        ('es = "Código postal de su dirección de correo"\n', "", "es is missing"),
        ('after = "verify_identity"', 'after = "verify"', "names no form"),
        ('one_of = ["phone", "email"]', 'one_of = ["fax"]', "names no field"),
        ('view_for = ["look_up_case"]', "view_for = []", "nobody looks"),
    ],
)
def test_a_mistake_in_the_file_is_told_in_plain_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read_forms(changed(tmp_path, old, new))


def changed(folder: Path, old: str, new: str) -> Path:
    """The shipped file with one change."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = folder / "secure_forms.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file
