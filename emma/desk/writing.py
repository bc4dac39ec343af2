"""What agents write to a visitor: own words after the guard, articles and canned responses in one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.conversations.incoming import client_key
from emma.conversations.messages import by_client_id, public
from emma.conversations.posting import post
from emma.desk.attending import Attended, hold_conversation
from emma.desk.context import Desk
from emma.desk.guarding import guard, guard_or_ask
from emma.desk.marks import language_of
from emma.errors import NotFound
from emma.handoffs.signs import agent_word
from emma.knowledge import articles, canned
from emma.words import Sender


def check(desk: Desk, person: Person, text: str) -> list[dict[str, object]]:
    """What the guard finds in a text that is not sent yet. Nothing of it is kept. Raises TooLong or Invalid."""
    return guard(desk, text, person).public()


def types(desk: Desk, person: Person, conversation_id: str) -> None:
    """The agent types now; the visitor sees dots for a few seconds. Raises NotHeld, Ended or NotFound."""
    with desk.engine.begin() as connection:
        hold_conversation(connection, person, conversation_id)
    desk.attention.types(conversation_id, person.id)


def say(
    desk: Desk, person: Person, conversation_id: str, text: str, client_id: str, *, masked: bool = False
) -> dict[str, Any]:
    """Send an agent's own words; a repeated client id gives the first message. What is stored is redacted.

    Raises Guarded with the findings unless `masked`; Invalid, TooLong, NotHeld, Ended or NotFound.
    """
    read = guard_or_ask(desk, text, person, masked=masked)
    with desk.engine.begin() as connection:
        held, known = _held(connection, person, conversation_id, client_id)
        return known or _send(connection, desk, held, client_id, "message.sent", text=read.text, masked=read.kinds)


def send_article(
    desk: Desk, person: Person, conversation_id: str, slug: str, client_id: str, variant: str | None = None
) -> dict[str, Any]:
    """Send an article as the assistant would show it, with its sources. Raises NotFound, NotHeld or Ended."""
    with desk.engine.begin() as connection:
        held, known = _held(connection, person, conversation_id, client_id)
        if known:
            return known
        shown = articles.show(connection, slug, language_of(connection, conversation_id), variant)
        if shown is None or shown.choices:  # an article that asks first is sent as one of its variants
            raise NotFound
        return _send(
            connection, desk, held, client_id, "article.sent",
            text=shown.text, sources=shown.sources, topic=shown.topic, article=slug,
        )  # fmt: skip


def send_canned(
    desk: Desk, person: Person, conversation_id: str, slug: str, client_id: str, values: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Send a canned response with its placeholders filled; what is filled in passes the guard.

    Raises Invalid for a placeholder left open, Guarded, NotFound (also once pulled), NotHeld or Ended.
    """
    with desk.engine.begin() as connection:
        held, known = _held(connection, person, conversation_id, client_id)
        if known:
            return known
        found = canned.show(connection, slug, language_of(connection, conversation_id))
        if found is None:
            raise NotFound
        checked = {name: guard_or_ask(desk, value, person, masked=False).text for name, value in (values or {}).items()}
        text = canned.fill(found.text, {**checked, "agent": person.name})
        return _send(
            connection, desk, held, client_id, "canned.sent", text=text, sources=found.sources, topic=found.topic
        )


def _held(
    connection: Connection, person: Person, conversation_id: str, client_id: str
) -> tuple[Attended, dict[str, Any] | None]:
    """The conversation, and the message that this client sent before under this id."""
    held = hold_conversation(connection, person, conversation_id)
    known = by_client_id(connection, conversation_id, _key(held, client_id))
    return held, public(known) if known is not None else None


def _send(
    connection: Connection, desk: Desk, held: Attended, client_id: str, act: str, **message: Any
) -> dict[str, Any]:
    row = post(
        connection, held.conversation_id, Sender.AGENT, author=held.person.name, key=_key(held, client_id), **message
    )
    agent_word(connection, held.agent_id, held.handoff_id)
    audit.record(
        connection, held.person.id, act, conversation_id=held.conversation_id, subject=f"{held.handoff_id}.{row.seq}"
    )
    desk.attention.stops(held.conversation_id, held.person.id)
    return public(row)


def _key(held: Attended, client_id: str) -> str:
    """Ids of a visitor's and of an agent's client cannot meet."""
    return client_key(held.person.id, client_id)
