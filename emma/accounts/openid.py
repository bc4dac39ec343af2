"""OpenID Connect, the authorization code flow with PKCE: the way to the provider, and what its ID token says."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from emma.errors import NotSignedIn
from emma.settings import Settings

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # signatures only: never `none`, never a shared secret
FRESH = 3600.0  # s until the provider's document and keys are read again
TIMEOUT = 10.0  # s
LEEWAY = 60  # s two clocks may differ
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Journey:
    """What this browser brings back from the provider: it binds the answer to the question."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Provider:
    """The provider's endpoints and keys, as it publishes them."""

    authorization: str
    token: str
    keys: KeySet
    read_at: float


class OpenId:
    """Sign-in at the provider of the settings. Every failure is NotSignedIn; its kind, never its text, is logged."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._lock = threading.Lock()
        self._provider: Provider | None = None

    def begin(self, callback: str) -> tuple[str, Journey]:
        """The address to send the browser to, and what it keeps meanwhile."""
        journey = Journey(*(secrets.token_urlsafe(32) for _ in range(3)))
        provider = self._known()
        with self._client(callback) as client:
            url, _ = client.create_authorization_url(
                provider.authorization, state=journey.state, nonce=journey.nonce, code_verifier=journey.verifier
            )
        return url, journey

    def finish(self, callback: str, journey: Journey, state: str, code: str) -> Mapping[str, Any]:
        """The claims of the ID token for the code that came back. Raises NotSignedIn."""
        if not code or not secrets.compare_digest(state.encode("utf-8", "replace"), journey.state.encode()):
            raise NotSignedIn
        try:
            with self._client(callback) as client:
                given = client.fetch_token(self._known().token, code=code, code_verifier=journey.verifier)
            return self._claims(given["id_token"], journey.nonce)
        except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            log.warning("OpenID Connect: %s", type(error).__name__)
            raise NotSignedIn from None

    def _claims(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        try:
            token = jwt.decode(id_token, self._known().keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):  # signed with a key that is newer than ours
            token = jwt.decode(id_token, self._known(renew=True).keys, algorithms=ALGORITHMS)
        mine = self._settings.openid_client_id
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._settings.openid_issuer},
            aud={"essential": True, "value": mine},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(token.claims)
        audiences = token.claims["aud"]
        several = isinstance(audiences, list) and len(audiences) > 1
        if token.claims.get("azp", None if several else mine) != mine:
            raise ValueError("issued to another party")
        return token.claims

    def _known(self, renew: bool = False) -> Provider:
        with self._lock:
            found = self._provider
            if renew or found is None or time.monotonic() - found.read_at > FRESH:
                self._provider = found = self._read()
            return found

    def _read(self) -> Provider:
        issuer = self._settings.openid_issuer
        try:
            with httpx.Client(timeout=TIMEOUT, transport=self._transport) as client:
                document = _json(client.get, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if document["issuer"] != issuer:
                    raise ValueError("the document is another issuer's")
                keys = KeySet.import_key_set(_json(client.get, document["jwks_uri"]))  # type: ignore[arg-type]
                return Provider(document["authorization_endpoint"], document["token_endpoint"], keys, time.monotonic())
        except (JoseError, httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            log.warning("OpenID Connect: the provider cannot be read (%s)", type(error).__name__)
            raise NotSignedIn from None

    def _client(self, callback: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._settings.openid_client_id,
            client_secret=self._settings.openid_client_secret,
            scope=self._settings.openid_scopes,
            redirect_uri=callback,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._settings.openid_client_secret else "none",
            timeout=TIMEOUT,
            transport=self._transport,
        )


def _json(get: Callable[[str], httpx.Response], url: str) -> dict[str, Any]:
    found = get(url).raise_for_status().json()
    if not isinstance(found, dict):
        raise TypeError(url)
    return found
