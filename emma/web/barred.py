"""After abuse: the hour without agents follows the visitor's address into a new conversation.

Of the address only a keyed hash is kept, on a row that lives an hour and whose key changes daily.
"""

from __future__ import annotations

from fastapi import Request

from emma.conversations.barring import bar, barred_since, key_of
from emma.conversations.opening import Held
from emma.web.limits import key_of_address
from emma.words import Status


def follow(request: Request, mine: Held) -> None:
    """Whoever comes with a conversation that was ended for abuse takes the hour along."""
    if mine.status != Status.ENDED:
        return
    engine = request.app.state.process.engine
    with engine.connect().execution_options(read_only=True) as connection:
        since = barred_since(connection, key_of(mine.id))
        known = since and barred_since(connection, _address(request))
    if since and not known:
        with engine.begin() as connection:
            bar(connection, _address(request), since)


def carry(request: Request, conversation_id: str) -> None:
    """A new conversation from an address whose hour is not over."""
    engine = request.app.state.process.engine
    with engine.connect().execution_options(read_only=True) as connection:
        since = barred_since(connection, _address(request))
    if since:
        with engine.begin() as connection:
            bar(connection, key_of(conversation_id), since)


def _address(request: Request) -> str:
    who = request.client.host if request.client else "unknown"
    return key_of_address(request.app.state.process.settings.secret, f"barred:{who}")
