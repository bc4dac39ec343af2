"""The ways in of service requests: what a visitor asks for and how to reach them, and what an agent writes about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from emma.cli.privacy_audit.desk_entrances import Agent
from emma.cli.privacy_audit.entrances import Seed, accepted
from emma.cli.privacy_audit.http_client import Client

URL = "/api/service-requests"
FIELDS = ("call_name", "phone", "email", "when")


def service_requests(client: Client, agent: Agent, seed: Seed) -> None:
    """One request that says it everywhere, worked on to its end. Making, taking and answering must succeed."""
    client.cookie = ""
    plain: dict[str, Any] = {"kind": "technical", "where": {"kind": "unknown"}, "text": seed.text}
    made = accepted(client.json("POST", URL, plain), 201)
    url, own = f"{URL}/{made['reference']}", f"/api/desk/requests/{made['reference']}"
    for name in FIELDS:
        client.json("POST", URL, {**plain, "contact": {"email": "visitor@example.org", name: seed.value}})
    for changed in (
        {"kind": seed.value[:40]},
        {"where": {"kind": "field_office", "place": seed.value[:80]}},
        {"where": {"kind": "abroad", "place": "Mexico"}},
        {"journey": seed.value[:10]},
        {"time_zone": seed.value[:40]},
        {"contact": {seed.value: seed.text}},
        {"conversation": seed.value[:36]},
    ):
        client.json("POST", URL, {**plain, **changed})
    client.send("GET", f"{URL}/{quote(seed.value, safe='')}")
    client.json("POST", f"{url}/open", {"key": seed.text[:200]})
    filled = {"kind": "technical", "where": "unknown:", "text": seed.text, "phone": seed.value, "when": seed.text}
    client.form("POST", "/requests", {**filled, "phone": "", "when": ""})
    client.form("POST", "/requests", filled)
    client.form("POST", "/requests/look-up", {"reference": seed.value, "key": seed.text})
    client.cookie = ""
    accepted(client.json("POST", f"{own}/take", {}, agent.headers), 200)
    client.json("POST", f"{own}/attempts", {"reached": False, "comment": seed.text, "masked": True}, agent.headers)
    client.json("POST", f"{own}/answer", {"text": seed.text}, agent.headers)
    accepted(client.json("POST", f"{own}/answer", {"text": seed.text, "masked": True}, agent.headers), 200)
    moved = {"comment": seed.text, "to_tier": "2", "masked": True}
    client.json("POST", f"{own}/transfer", moved, agent.headers)
    client.json("POST", f"{own}/close", {"text": seed.text, "masked": True}, agent.headers)
    client.json("POST", f"{url}/open", {"key": made["key"]})
