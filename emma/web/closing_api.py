"""The JSON interface for what a visitor does at the end: rate, take the transcript along, end, erase."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from emma.conversations import closing
from emma.conversations.incoming import read_text
from emma.conversations.opening import Held
from emma.conversations.receiving import Answer
from emma.errors import ErasureRefused, Invalid
from emma.web.access import forget_cookie, held, process_of
from emma.web.api import LARGEST_SEQ, Strict, limit, shape
from emma.web.events import tell
from emma.web.transcripts import transcript_file
from emma.words import Status

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
Why = Literal["wrong", "other_question", "unclear", "outdated"]


class Feedback(Strict):
    """Whether a reply helped, why not, and a comment in the visitor's words; `lead_on` asks for another answer."""

    message: int
    helpful: bool
    why: Why | None = None
    comment: str | None = None
    lead_on: bool = False


class Rating(Strict):
    """How the visitor rates the whole conversation."""

    rating: int = Field(ge=1, le=closing.BEST)
    comment: str | None = None


@router.post("/{conversation_id}/end", status_code=204, dependencies=[Depends(limit)])
def end(request: Request, mine: Held = Depends(held)) -> None:
    """End the conversation."""
    closing.end(process_of(request).engine, mine)
    tell(request, mine.id, mine.status)


@router.get("/{conversation_id}/transcript")
def transcript(request: Request, format: Literal["json", "html", "text"] = "json", mine: Held = Depends(held)) -> Any:
    """All messages as stored: as JSON, or as a file to keep."""
    if format != "json":
        return transcript_file(request, mine, format)
    return closing.transcript(process_of(request).engine, mine)


@router.delete("/{conversation_id}", dependencies=[Depends(limit)])
def erase(request: Request, response: Response, mine: Held = Depends(held)) -> dict[str, str]:
    """Erase the conversation: `immediate` when every row is gone, `hidden` when the agency keeps it to its period."""
    done = closing.erase(process_of(request).engine, mine)
    if done.outcome == "refused":
        raise ErasureRefused
    forget_cookie(request, response)
    tell(request, mine.id, mine.status)
    return {"erased": done.outcome}


@router.post("/{conversation_id}/feedback", status_code=204, dependencies=[Depends(limit)])
def feedback(request: Request, body: Feedback, mine: Held = Depends(held)) -> Response:
    """Rate a reply. A comment passes the privacy guard before it is kept.

    With `lead_on` a reply that did not help is followed by other answers: 201 and the shape of a message's answer.
    """
    answer = rate_reply(request, mine, body)
    return Response(status_code=204) if answer is None else JSONResponse(shape(answer), status_code=201)


@router.post("/{conversation_id}/rating", status_code=204, dependencies=[Depends(limit)])
def rating(request: Request, body: Rating, mine: Held = Depends(held)) -> None:
    """Rate the whole conversation, 1 to 5. A comment passes the privacy guard before it is kept."""
    rate_all(request, mine, body)


def rate_reply(request: Request, mine: Held, body: Feedback) -> Answer | None:
    """Keep the rating of a reply; gives what follows from it. Raises Invalid, NotFound, TooLong."""
    if not 1 <= body.message <= LARGEST_SEQ:
        raise Invalid("message is the sequence number of a reply.")
    process = process_of(request)
    said = _guarded(request, body.comment)
    comment = ": ".join(part for part in (body.why, said) if part) or None
    closing.rate(process.engine, mine, body.message, body.helpful, comment)
    if body.helpful or not body.lead_on or mine.status not in (Status.WITH_ASSISTANT, Status.WAITING):
        return None
    article = closing.article_of(process.engine, mine, body.message)
    answer = process.conversations.did_not_help(mine, article)
    request.app.state.metrics.count(answer)
    tell(request, mine.id, answer.status)
    return answer


def rate_all(request: Request, mine: Held, body: Rating) -> None:
    """Keep the rating of the whole conversation. Raises Invalid or TooLong."""
    closing.rate_conversation(process_of(request).engine, mine, body.rating, _guarded(request, body.comment))


def _guarded(request: Request, text: str | None) -> str | None:
    said = (text or "").strip()
    return read_text(said, process_of(request).conversations.agencies).text if said else None
