"""`POST /webhooks/rest/webhook`: Rasa's REST channel shape, so that any Rasa client works, behind the same guard."""

from __future__ import annotations

import hmac
import re
import uuid
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from emma.assistant.replies import WEIGHT
from emma.conversations.opening import of_sender
from emma.conversations.receiving import Answer
from emma.errors import Forbidden
from emma.web.access import process_of
from emma.web.limits import take
from emma.words import Outcome

router = APIRouter(tags=["rasa"])
CHOICE = re.compile(r"choice:([\w-]{8})")


class RestMessage(BaseModel):
    """What a Rasa REST client sends. `metadata.language` sets the language."""

    model_config = ConfigDict(extra="ignore", strict=True)

    sender: str = Field(default="", max_length=255)
    message: str
    metadata: dict[str, Any] | None = None


@router.post("/webhooks/rest/webhook")
def rest(request: Request, body: RestMessage) -> list[dict[str, Any]]:
    """Answer one message. Buttons' payloads are choice ids: send one back as the message."""
    process = process_of(request)
    _allowed(request)
    who = body.sender or (request.client.host if request.client else "unknown")
    take(process.engine, process.settings.secret, f"rest:{who}", process.settings.writes_per_minute * 4)
    language = (body.metadata or {}).get("language")
    sender = body.sender or str(uuid.uuid4())
    held = of_sender(process.engine, process.settings.secret, sender, language)
    tapped = CHOICE.fullmatch(body.message)
    given = {"choice": tapped[1]} if tapped else {"text": body.message}
    answer = process.conversations.receive(held, uuid.uuid4().hex, **given)
    request.app.state.metrics.count(answer)
    request.app.state.events.wake(held.id)
    return [*_items(answer, body.sender)]


def _allowed(request: Request) -> None:
    settings = process_of(request).settings
    if not settings.rest_token:
        return
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), settings.rest_token.encode()):
        raise Forbidden


def _items(answer: Answer, recipient: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for reply in answer.replies:
        item: dict[str, Any] = {"recipient_id": recipient, "text": reply["text"]}
        if reply["choices"]:
            item["buttons"] = [{"title": c["title"], "payload": f"choice:{c['id']}"} for c in reply["choices"]]
        items.append(item)
    if not items:
        items.append({"recipient_id": recipient})
    items[-1]["custom"] = {"emma": _summary(answer)}
    return items


def _summary(answer: Answer) -> dict[str, Any]:
    if not answer.replies:
        return {"status": answer.status, "masked": answer.message["masked"]}
    main = min(answer.replies, key=lambda reply: WEIGHT[Outcome(reply["outcome"])])
    sources = [source for reply in answer.replies for source in reply["sources"]]
    found = {
        "outcome": main["outcome"],
        "topic": main["topic"],
        "language": main["language"],
        "confidence": main["confidence"],
        "sources": [source for i, source in enumerate(sources) if source not in sources[:i]],
        "status": answer.status,
        "masked": answer.message["masked"],
    }
    return {**found, **{key: main[key] for key in ("reason", "article") if main[key]}}
