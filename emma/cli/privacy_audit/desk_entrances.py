"""The desk's ways in: what an agent writes, notes, corrects and passes on, and what a visitor writes into forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from emma.accounts import directory, tokens
from emma.cli.privacy_audit.entrances import Seed, accepted
from emma.cli.privacy_audit.http_client import Client
from emma.db.engine import open_engine
from emma.errors import TurnFailed
from emma.settings import Settings
from emma.words import LANGUAGES, Role

MOST_WAITING = 200
FORMS = {
    "verify_identity": ("full_name", "birth_date", "zip"),
    "call_back": ("call_name", "phone", "email", "when"),
}
PURPOSES = {"verify_identity": "compare_with_record", "call_back": "reach_visitor"}
FITTING = {"full_name": "Jane Audit", "birth_date": "1990-01-31", "call_name": "Jane"}


@dataclass(frozen=True)
class Agent:
    """An account of the audited process that serves every lane."""

    headers: dict[str, str]


def make_agent(own: Settings) -> Agent:
    """A supervisor with a token, made in the audited folder before its process starts."""
    engine = open_engine(own.database)
    with engine.begin() as connection:
        person = directory.add(connection, "auditor", "Auditor", Role.SUPERVISOR, languages=LANGUAGES, capacity=20)
        token = tokens.make(connection, person, "audit")
    engine.dispose()
    return Agent({"Authorization": f"Bearer {token}"})


def desk(client: Client, agent: Agent, seed: Seed) -> None:
    """One conversation with an agent that says it on every side. Talking and noting must succeed."""
    client.cookie = ""
    opened = accepted(client.json("POST", "/api/conversations", {"language": "en"}), 201)
    visitor = {"Authorization": f"Bearer {opened['token']}"}
    url, at_desk = f"/api/conversations/{opened['id']}", f"/api/desk/conversations/{opened['id']}"
    accepted(
        client.json("POST", f"{url}/messages", {"client_id": "a", "text": "How do I find an office?"}, visitor), 201
    )
    accepted(client.json("POST", f"{url}/handoff", {}, visitor), 201)
    handoff = _take(client, agent, str(opened["id"]))
    accepted(client.json("POST", f"{url}/messages", {"client_id": "b", "text": seed.text}, visitor), 201)
    said = {"client_id": "c", "text": seed.text, "masked": True}
    accepted(client.json("POST", f"{at_desk}/messages", said, agent.headers), 201)
    for path in ("notes", "whispers"):
        accepted(client.json("POST", f"{at_desk}/{path}", {"text": seed.text, "masked": True}, agent.headers), 201)
    for path, body in (
        ("messages", {"client_id": seed.text[:64], "text": seed.text}),
        ("messages", {"client_id": "d", "text": seed.value}),
        ("notes", {"text": seed.value}),
        ("check", {"text": seed.text}),
        ("corrections", {"seq": 2, "right_answer": seed.text}),
        ("corrections", {"seq": 2, "right_answer": "another article", "article": seed.value[:64]}),
        ("canned", {"client_id": "e", "slug": "request-made", "values": {"reference": seed.text}}),
        ("articles", {"client_id": "f", "slug": seed.value[:64]}),
        ("requests", {"kind": "technical", "where": {"kind": seed.value}, "text": seed.text, "masked": True}),
        ("requests", {"kind": "technical", "where": {"kind": "unknown"}, "text": seed.text, "masked": True}),
    ):
        client.json("POST", f"{at_desk}/{path}", body, agent.headers)
    for kind in FORMS:
        _fill(client, agent, seed, kind, (url, visitor))
    for path in ("handoffs?state=history&q=", "articles?q=", "canned?q=", "state?after="):
        client.send("GET", f"/api/desk/{path}{quote(seed.text)}", None, agent.headers)
    passed = {"comment": seed.text, "to_tier": "supervisor"}
    client.json("POST", f"/api/desk/handoffs/{handoff}/transfer", passed, agent.headers)
    client.json("POST", f"/api/desk/handoffs/{handoff}/resolve", {"reason": "answered"}, agent.headers)
    client.json("POST", f"{at_desk}/messages", said, agent.headers)


def _take(client: Client, agent: Agent, conversation_id: str) -> int:
    """Claim until this conversation is at hand; the others are ended."""
    for _ in range(MOST_WAITING):
        accepted(client.json("PUT", "/api/desk/presence", {"state": "here"}, agent.headers), 200)
        taken = accepted(client.json("POST", "/api/desk/handoffs/next", {}, agent.headers), 200)["handoff"]
        if taken is None:
            break
        if taken["conversation"]["id"] == conversation_id:
            return int(taken["id"])
        client.json("POST", f"/api/desk/handoffs/{taken['id']}/resolve", {"reason": "answered"}, agent.headers)
    raise TurnFailed("The audited desk handed out no conversation.")


def _fill(client: Client, agent: Agent, seed: Seed, kind: str, visitor: tuple[str, dict[str, str]]) -> None:
    """A secure form with the identifier in each of its fields, sent, looked at and recorded."""
    url, key = visitor
    path = f"/api/desk/conversations/{url.rsplit('/', 1)[1]}/forms"
    form = accepted(client.json("POST", path, {"kind": kind}, agent.headers), 201)["id"]
    for name in FORMS[kind]:
        values: dict[str, Any] = {**{k: v for k, v in FITTING.items() if k in FORMS[kind]}, name: seed.value}
        client.json("POST", f"{url}/forms/{form}", {"values": values}, key)
        client.json("POST", f"{url}/forms/{form}", {"values": {name: seed.text, seed.value: "x"}}, key)
    client.json("POST", f"/api/desk/forms/{form}/view", {"purpose": seed.value[:40]}, agent.headers)
    client.json("POST", f"/api/desk/forms/{form}/view", {"purpose": PURPOSES[kind]}, agent.headers)
    client.json("POST", f"/api/desk/forms/{form}/record", {"verdict": "verified"}, agent.headers)
