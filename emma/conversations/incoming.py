"""What comes in: size and shape, then the privacy guard, before anything is stored, logged or parsed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from emma.errors import Invalid, TooLong
from emma.privacy import Agencies, redact

LONGEST = 2000
LONGEST_CLIENT_ID = 64
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Incoming:
    """A visitor's text after the guard. The raw text is not in it."""

    text: str
    kinds: tuple[str, ...]
    cue: str | None


def read_text(raw: str, agencies: Agencies, cue: str | None = None) -> Incoming:
    """Clean and redact. Raises TooLong above 2,000 characters and Invalid when nothing readable is left."""
    text = clean(raw)
    found = redact(
        text,
        agency_numbers=agencies.numbers,
        agency_addresses=agencies.addresses,
        agency_emails=agencies.emails,
        cue=cue,
    )
    return Incoming(found.text, found.kinds, found.cue)


def clean(raw: str) -> str:
    """What of a text is readable. Raises TooLong above 2,000 characters and Invalid when nothing is."""
    if len(raw) > LONGEST:
        raise TooLong
    visible = INVISIBLE.sub("", SURROGATE.sub("", raw))
    text = "\n".join(line.strip() for line in visible.splitlines()).strip()
    if not any(not unicodedata.category(character).startswith(("Z", "C")) for character in text):
        raise Invalid("The message is empty. Write your question in a few words.")
    return text


def client_key(conversation_id: str, client_id: str) -> str:
    """What is kept of a client id (1 to 64 visible ASCII characters): a hash, for it may say anything. Raises Invalid."""
    if not 1 <= len(client_id) <= LONGEST_CLIENT_ID or not client_id.isascii() or not client_id.isprintable():
        raise Invalid("client_id must be 1 to 64 visible characters.")
    return hashlib.blake2b(client_id.encode(), key=conversation_id.encode(), digest_size=16).hexdigest()
