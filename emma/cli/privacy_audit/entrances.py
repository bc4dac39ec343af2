"""Every way in: each sends one identifier and does not care what the answer is, except that talking must succeed."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from emma.cli.privacy_audit.http_client import Client
from emma.errors import TurnFailed

LONG = " and more" * 300


@dataclass(frozen=True)
class Seed:
    """A known identifier and a message that holds it."""

    kind: str
    value: str
    text: str


def interface(client: Client, seed: Seed) -> str:
    """The JSON interface: a conversation that says it, then everything refused. Gives the conversation's id."""
    opened = accepted(client.json("POST", "/api/conversations", {}), 201)
    url, key = f"/api/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
    # a client id says what its client wants, also this
    ids = _ascii(seed.value)
    accepted(client.json("POST", f"{url}/messages", {"client_id": ids, "text": seed.text}, key), 201)
    accepted(client.json("POST", f"{url}/messages", {"client_id": "again", "text": seed.value}, key), 201)
    for body in (
        {"client_id": "c1", "text": [seed.text]},
        {"client_id": "c2", "text": seed.text + LONG},
        {"client_id": seed.text * 3, "text": "hello"},
        {"client_id": "c3", "choice": seed.value},
        {"client_id": "c4", "text": "hello", seed.value: seed.text},
        f'{{"client_id": "c5", "text": "{seed.text}"',
        seed.text,
    ):
        client.json("POST", f"{url}/messages", body, key)
    client.json("POST", f"{url}/feedback", {"message": 2, "helpful": True, "comment": seed.text}, key)
    client.json("POST", f"{url}/feedback", {"message": seed.value, "helpful": seed.text}, key)
    client.json("POST", f"{url}/handoff", {"supervisor": seed.text}, key)
    client.json("PATCH", url, {"language": seed.value}, key)
    client.json("POST", f"{url}/heartbeat", {"page": seed.text}, key)
    client.send("GET", f"{url}/events", None, {**key, "Last-Event-ID": quote(seed.value)})
    stranger = {"Authorization": f"Bearer {quote(seed.value)}"}
    client.json("POST", f"{url}/messages", {"client_id": "c6", "text": "hi"}, stranger)
    return str(opened["id"])


def rest_channel(client: Client, seed: Seed) -> None:
    """The REST webhook: as the message, as the sender, as the language."""
    body: dict[str, Any] = {"sender": f"visitor of {quote(seed.value)}", "message": seed.text}
    accepted(client.json("POST", "/webhooks/rest/webhook", body), 200)
    body = {"sender": seed.value, "message": "hello", "metadata": {"language": seed.value, "note": seed.text}}
    accepted(client.json("POST", "/webhooks/rest/webhook", body), 200)
    client.json("POST", "/webhooks/rest/webhook", {"sender": seed.text * 9, "message": seed.text})
    client.json("POST", "/webhooks/rest/webhook", {"sender": "a", "message": f"choice:{seed.text}"})


def plain_form(client: Client, seed: Seed) -> None:
    """The page without JavaScript: the field, its hidden id, the address, cookies and headers."""
    client.cookie = ""
    client.send("GET", f"/chat?ask={quote(seed.text)}&lang={quote(seed.value)}")
    status, _ = client.form("POST", "/chat", {"text": seed.text, "client_id": ""})
    if status != 303:
        raise TurnFailed(f"The form was answered with {status}.")
    client.form("POST", "/chat", {"text": "hello", "client_id": _ascii(seed.value)})
    client.form("POST", "/chat", {"text": seed.text + LONG})
    client.form("POST", "/chat", {"choice": seed.value})
    client.form("POST", "/chat/language", {"value": seed.text})
    client.form("POST", "/chat/person", {"supervisor": seed.text})
    client.send("GET", "/privacy", None, {"Cookie": f"emma_chat={quote(seed.value)}.{quote(seed.text)}"})
    value = quote(seed.value)
    referer = f"http://example.org/?q={value}"
    client.send("GET", "/", None, {"User-Agent": value, "Referer": referer, "Accept-Language": value})
    client.send("GET", "/", None, {"X-Forwarded-For": value, "X-Request-ID": value, "Origin": f"http://{value}"})


def every_route(client: Client, seed: Seed, doors: list[dict[str, Any]], agent: dict[str, str]) -> None:
    """Each route with the identifier in every part: path, query, fields; as a stranger, as its holder, as an agent."""
    client.cookie = ""
    opened = accepted(client.json("POST", "/api/conversations", {}), 201)
    mine = {"Authorization": f"Bearer {opened['token']}"}
    last = ("DELETE", "end", "erase")
    for door in sorted(doors, key=lambda door: any(word in str(door) for word in last)):
        query = "&".join(f"{name}={quote(seed.value)}" for name in (*door["query"], "q", "ask", "after", "lang"))
        fields = dict.fromkeys(door["body"], seed.text)
        foreign = re.sub(r"\{[^}]*\}", quote(seed.value, safe=""), door["path"])
        own = re.sub(r"\{[^}]*\}", quote(seed.value, safe=""), door["path"].replace("{conversation_id}", opened["id"]))
        for method in door["methods"]:
            for path, key in ((foreign, {}), (own, mine), (own, agent)):
                send = client.form if door["form"] else client.json
                send(method, f"{path}?{query}", fields or {"more": seed.text}, key)
    for path in ("/", "/static/", "/api/", "/no/such/"):
        client.send("GET", path + quote(seed.value, safe=""), None, {"Accept": "text/html"})
        client.json("PUT", path + quote(seed.value, safe=""), {"more": seed.text})


def _ascii(value: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", value) if c.isascii())


def accepted(answer: tuple[int, bytes], status: int) -> Any:
    """The body of an answer that must have this status. Raises TurnFailed."""
    if answer[0] != status:
        raise TurnFailed(f"The audited process answered {answer[0]} where {status} was due.")
    return json.loads(answer[1])
