"""Rate limits: a token bucket row per keyed hash. The key changes daily and rows live an hour, so no row leads back.

Two processes may read the same bucket at once and let one message more through: accepted, since a limit is no lock.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from emma.errors import TooMany
from emma.models import RateLimit
from emma.models.base import now

LIMIT = RateLimit.__table__
LIFETIME = timedelta(hours=1)


def key_of_address(secret: str, who: str) -> str:
    """What is kept of an address: a hash whose key changes daily (UTC)."""
    day = f"{secret}{now():%Y%m%d}".encode()
    return hmac.new(day, who.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def take(engine: Engine, secret: str, who: str, per_minute: int) -> None:
    """Take one token of `who`. Raises TooMany when the bucket is empty."""
    moment = now()
    key = key_of_address(secret, who)
    with engine.begin() as connection:
        row = connection.execute(select(LIMIT).where(LIMIT.c.key == key)).first()
        if row is None:
            connection.execute(delete(LIMIT).where(LIMIT.c.updated_at < moment - LIFETIME))
            try:
                with connection.begin_nested():
                    connection.execute(insert(LIMIT).values(key=key, tokens=per_minute - 1, updated_at=moment))
            except IntegrityError:
                pass
            return
        earned = (moment - row.updated_at).total_seconds() * per_minute / 60
        tokens = min(float(per_minute), row.tokens + earned)
        if tokens < 1:
            raise TooMany
        connection.execute(update(LIMIT).where(LIMIT.c.key == key).values(tokens=tokens - 1, updated_at=moment))
