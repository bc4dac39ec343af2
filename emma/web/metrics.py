"""`/metrics` for Prometheus: counts by outcome and language, seconds per message. No identifier is ever a label."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from emma.conversations.receiving import Answer

router = APIRouter(tags=["operation"])


class Metrics:
    """The registry of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.replies = Counter("emma_replies", "Replies by outcome", ["outcome", "language"], registry=self.registry)
        self.seconds = Histogram("emma_message_seconds", "Seconds from message to reply", registry=self.registry)

    def count(self, answer: Answer) -> None:
        """Count the replies of one answer; a repeated one was counted before."""
        if not answer.repeated:
            for reply in answer.replies:
                self.replies.labels(reply["outcome"], reply["language"]).inc()


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Everything measured so far."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
