"""A small HTTP client for the audit: one request a connection, cookies kept by hand."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

PATIENCE = 90.0
Headers = Mapping[str, str]
NONE: Headers = {}


@dataclass
class Client:
    """Talks to the audited process. `sent` counts the requests."""

    port: int
    sent: int = 0
    cookie: str = ""

    def json(self, method: str, path: str, body: Any = None, headers: Headers = NONE) -> tuple[int, bytes]:
        """Send JSON. Gives status and body."""
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        return self.send(method, path, data, {"Content-Type": "application/json", **headers})

    def form(self, method: str, path: str, fields: dict[str, str], headers: Headers = NONE) -> tuple[int, bytes]:
        """Send a form as a browser without JavaScript does."""
        kind = "application/x-www-form-urlencoded"
        return self.send(method, path, urlencode(fields).encode(), {"Content-Type": kind, **headers})

    def send(self, method: str, path: str, data: bytes | None = None, headers: Headers = NONE) -> tuple[int, bytes]:
        """Send anything. A stream of events is left after its headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.sent += 1
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        try:
            connection.request(method, path, data, {**cookie, **headers})
            response = connection.getresponse()
            if given := response.getheader("set-cookie"):
                self.cookie = given.split(";")[0]
            streams = "event-stream" in (response.getheader("content-type") or "")
            return response.status, b"" if streams else response.read()
        finally:
            connection.close()
