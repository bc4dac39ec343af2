"""Settings: frozen, validated, and a production start refuses what is only good for a demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from emma.errors import SettingsError
from emma.settings import read

LONG = "s" * 32


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENVIRONMENT", "SECRET", "REST_TOKEN", "DATABASE_URL", "VAR", "PORT", "EMBED_ORIGINS"):
        monkeypatch.delenv(f"EMMA_{name}", raising=False)


@pytest.mark.parametrize("secret", ["", "short", "s" * 31])
def test_production_refuses_a_missing_or_short_secret(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="EMMA_SECRET"):
        read(environment="production", secret=secret, rest_token="token", var=tmp_path)
    assert list(tmp_path.iterdir()) == [], "a production start never makes a secret up"


def test_production_refuses_an_open_webhook(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="EMMA_REST_TOKEN"):
        read(environment="production", secret=LONG, var=tmp_path)


def test_production_starts_with_both(tmp_path: Path) -> None:
    assert read(environment="production", secret=LONG, rest_token="token", var=tmp_path).production


def test_a_demonstration_makes_its_secret_once_and_keeps_it(tmp_path: Path) -> None:
    first, second = read(var=tmp_path), read(var=tmp_path)
    assert first.secret == second.secret
    assert len(first.secret) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0, "only its owner reads it"


def test_settings_are_frozen(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        read(var=tmp_path).port = 1  # type: ignore[misc]


def test_a_wrong_setting_is_named_in_plain_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMMA_PORT", "eight thousand")
    with pytest.raises(SettingsError, match="EMMA_PORT"):
        read(var=tmp_path)


def test_an_error_about_settings_does_not_quote_their_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMMA_ENVIRONMENT", "a-secret-in-the-wrong-place")
    with pytest.raises(SettingsError) as refused:
        read(var=tmp_path)
    assert "a-secret-in-the-wrong-place" not in str(refused.value)


def test_the_database_is_sqlite_until_another_is_named(tmp_path: Path) -> None:
    assert read(var=tmp_path).database == f"sqlite:///{tmp_path / 'emma.db'}"
    assert read(var=tmp_path, database_url="postgresql+psycopg2://host/emma").database.startswith("postgresql")


def test_embedding_sites_are_a_list(tmp_path: Path) -> None:
    found = read(var=tmp_path, embed_origins="https://a.example  https://b.example")
    assert found.frame_ancestors == ("https://a.example", "https://b.example")
