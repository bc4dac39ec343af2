"""A small OpenID Connect provider, really served: it issues signed ID tokens, and wrong ones when told to."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "emma", "the-secret-of-the-client"


def new_key() -> RSAKey:
    """A signing key."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


@dataclass
class Provider:
    """What the provider says about whoever comes; tests change it."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    override: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=new_key)
    published: list[RSAKey] = field(default_factory=list)
    forged: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published = self.published or [self.key]

    def id_token(self, nonce: str) -> str:
        """The signed claims of whoever came."""
        moment = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": nonce}
        said = {**usual, **self.claims, **self.override}
        return jwt.encode(
            {"alg": "RS256", "kid": self.key.kid}, {k: v for k, v in said.items() if v is not None}, self.key
        )


def application(provider: Provider) -> FastAPI:
    """The provider's four addresses."""
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def document() -> dict[str, str]:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": provider.issuer} | {name: f"{provider.issuer}/{path}" for name, path in paths.items()}

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return dict(KeySet(provider.published).as_dict(private=False))

    @app.get("/authorize")
    def authorize(
        response_type: str, client_id: str, redirect_uri: str, scope: str, state: str, nonce: str,
        code_challenge: str, code_challenge_method: str,
    ) -> Response:  # fmt: skip
        assert (response_type, client_id, code_challenge_method) == ("code", CLIENT, "S256")
        assert "openid" in scope.split()
        code = secrets.token_urlsafe(16)
        provider.codes[code] = {"nonce": nonce, "challenge": code_challenge, "redirect_uri": redirect_uri}
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", status_code=302)

    @app.post("/token")
    def token(
        code: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        authorization: Annotated[str, Header()],
    ) -> Response:
        known = provider.codes.pop(code, None)
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
        right = known is not None and (known["challenge"], known["redirect_uri"]) == (challenge, redirect_uri)
        if known is None or not right or authorization != f"Basic {client}":
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        body = {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": provider.forged or provider.id_token(known["nonce"]),
        }
        return JSONResponse(body)

    return app
