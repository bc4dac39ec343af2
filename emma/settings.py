"""Settings: read once from the environment (EMMA_*), validated, frozen. A default secret stops a production start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from emma.errors import SettingsError
from emma.words import Role

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings of the process. Times are in seconds, sizes in characters or bytes as named."""

    model_config = SettingsConfigDict(env_prefix="EMMA_", frozen=True, extra="ignore")

    environment: Literal["demonstration", "production"] = "demonstration"
    database_url: str = ""
    secret: str = ""
    rest_token: str = ""
    embed_origins: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    var: Path = ROOT / "var"
    models: Path = ROOT / "models"
    data: Path = ROOT / "data"
    held_out: Path = ROOT / "tests" / "nlu"
    keys: Path | None = None
    model: str = ""
    queue_size: int = Field(default=64, ge=1)
    turn_timeout: float = Field(default=15.0, gt=0)
    writes_per_minute: int = Field(default=30, ge=1)
    starts_per_minute: int = Field(default=30, ge=1)
    sign_ins_per_minute: int = Field(default=10, ge=1)
    openid_issuer: str = ""
    openid_client_id: str = ""
    openid_client_secret: str = ""
    openid_scopes: str = "openid email profile"
    openid_roles_claim: str = "roles"
    openid_roles: str = ""
    case_system_url: str = ""
    self_check: bool = False

    @field_validator("case_system_url")
    @classmethod
    def _names_nobody(cls, value: str) -> str:
        if value:
            try:
                value.format(topic="", tier="", language="")
            except (KeyError, IndexError, ValueError):
                raise ValueError("only {topic}, {tier} and {language} may stand in it") from None
            if not value.startswith("https://"):
                raise ValueError("an https:// address")
        return value

    @field_validator("openid_roles")
    @classmethod
    def _roles_are_ours(cls, value: str) -> str:
        for pair in value.split():
            name, equals, role = pair.rpartition("=")
            if not name or not equals or role not in set(Role):
                raise ValueError(f"a list like their-name=tier_1, with one of {', '.join(Role)} on the right")
        return value

    @property
    def openid(self) -> bool:
        """Whether the staff may sign in by OpenID Connect."""
        return bool(self.openid_issuer)

    @property
    def openid_role_names(self) -> Mapping[str, Role]:
        """Our role for each name the provider's roles claim may hold; the first that fits counts."""
        pairs = (pair.rpartition("=") for pair in self.openid_roles.split())
        return {name: Role(role) for name, _, role in pairs}

    @property
    def production(self) -> bool:
        """True where demonstration conveniences must be off."""
        return self.environment == "production"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: PostgreSQL when given, otherwise SQLite in `var`."""
        return self.database_url or f"sqlite:///{self.var / 'emma.db'}"

    @property
    def key_folder(self) -> Path:
        """Where the day keys of the vault live: never in the database, and never in its backups."""
        return self.keys or self.var / "keys"

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """Origins of the sites that may embed the chat."""
        return tuple(self.embed_origins.split())


def read(**values: object) -> Settings:
    """Build settings from the environment and `values`. Raises SettingsError in plain words.

    In demonstration a secret is made once and kept in `var/secret`, so that restarts keep their sessions.
    """
    try:
        found = Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(f"EMMA_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(wrong) from None
    if found.production and len(found.secret) < 32:
        raise SettingsError("EMMA_SECRET must be set to at least 32 random characters in production.")
    if found.production and not found.rest_token:
        raise SettingsError("EMMA_REST_TOKEN must be set in production: the REST webhook is closed without it.")
    if found.openid and not found.openid_client_id:
        raise SettingsError("EMMA_OPENID_CLIENT_ID must be set where EMMA_OPENID_ISSUER is.")
    if found.production and found.openid and not found.openid_issuer.startswith("https://"):
        raise SettingsError("EMMA_OPENID_ISSUER must begin with https:// in production.")
    return found if found.secret else found.model_copy(update={"secret": _kept_secret(found.var)})


def _kept_secret(var: Path) -> str:
    var.mkdir(parents=True, exist_ok=True)
    file = var / "secret"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
        file.chmod(0o600)
    return file.read_text(encoding="ascii").strip()


@cache
def current() -> Settings:
    """The settings of this process, read at the first call."""
    return read()
