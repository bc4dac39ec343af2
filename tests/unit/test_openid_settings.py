"""Settings of OpenID Connect: complete, encrypted in production, and roles that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.errors import SettingsError
from emma.words import Role
from tests.processes import settings_in


def test_without_an_issuer_there_is_no_openid(tmp_path: Path) -> None:
    assert not settings_in(tmp_path).openid


def test_an_issuer_needs_a_client(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="EMMA_OPENID_CLIENT_ID"):
        settings_in(tmp_path, openid_issuer="https://id.agency.example")


def test_production_talks_to_an_encrypted_issuer_only(tmp_path: Path) -> None:
    values = {"environment": "production", "rest_token": "t", "openid_client_id": "emma"}
    with pytest.raises(SettingsError, match="https"):
        settings_in(tmp_path, openid_issuer="http://id.agency.example", **values)
    assert settings_in(tmp_path, openid_issuer="https://id.agency.example", **values).openid


def test_roles_keep_their_order_and_may_hold_an_equals_sign(tmp_path: Path) -> None:
    found = settings_in(tmp_path, openid_roles="cn=lead=supervisor officers=tier_2").openid_role_names
    assert list(found.items()) == [("cn=lead", Role.SUPERVISOR), ("officers", Role.TIER_2)]


@pytest.mark.parametrize("wrong", ["officers", "officers=king", "=tier_1", "officers="])
def test_a_role_that_is_none_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="EMMA_OPENID_ROLES"):
        settings_in(tmp_path, openid_roles=wrong)
