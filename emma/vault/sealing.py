"""Sealing: AES-256-GCM over the values of one form, bound to the form's id."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from emma.errors import FormClosed

NONCE = 12


def seal(key: bytes, form_id: str, values: Mapping[str, str]) -> bytes:
    """12 bytes of nonce and the ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(dict(values)).encode(), form_id.encode())


def unseal(key: bytes, form_id: str, sealed: bytes) -> dict[str, str]:
    """The values. Raises FormClosed when they were sealed with another key or for another form."""
    try:
        plain = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], form_id.encode())
    except InvalidTag:
        raise FormClosed from None
    return {str(name): str(value) for name, value in json.loads(plain).items()}
