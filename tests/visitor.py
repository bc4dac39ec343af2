"""A visitor who talks to Emma over HTTP, as the widget does."""

from __future__ import annotations

import itertools
from typing import Any

from fastapi.testclient import TestClient

NUMBER = itertools.count(1)


class Visitor:
    """Holds one conversation with its token."""

    def __init__(self, client: TestClient, language: str | None = None) -> None:
        self.client = client
        opened = client.post("/api/conversations", json={"language": language} if language else {})
        assert opened.status_code == 201, opened.text
        self.id: str = opened.json()["id"]
        self.token: str = opened.json()["token"]

    @property
    def url(self) -> str:
        """Where this conversation lives."""
        return f"/api/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        """What shows that it is this visitor's."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: Any, path: str = "/messages") -> Any:
        """Any body, any answer."""
        return self.client.post(self.url + path, json=body, headers=self.headers)

    def says(self, text: str) -> dict[str, Any]:
        """A text that is accepted; gives the answer's body."""
        sent = self.post({"client_id": f"c{next(NUMBER)}", "text": text})
        assert sent.status_code == 201, sent.text
        return sent.json()

    def chooses(self, choice: dict[str, Any]) -> dict[str, Any]:
        """A tap on a button that was offered."""
        sent = self.post({"client_id": f"c{next(NUMBER)}", "choice": choice["id"]})
        assert sent.status_code == 201, sent.text
        return sent.json()

    def messages(self) -> list[dict[str, Any]]:
        """Everything said so far."""
        return self.client.get(f"{self.url}/messages", headers=self.headers).json()


def outcomes(answer: dict[str, Any]) -> list[str]:
    """The outcomes of the replies, in order."""
    return [reply["outcome"] for reply in answer["replies"]]


def choices(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of the replies, in order."""
    return [choice for reply in answer["replies"] for choice in reply["choices"]]
