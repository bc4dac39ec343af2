"""The transcript as a file to keep: one HTML page or plain text. Its name says nothing about anybody."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from emma.conversations import closing
from emma.conversations.opening import Held
from emma.web.access import process_of
from emma.web.rendering import templates, texts

KINDS = {"html": ("transcript.html", "text/html"), "text": ("transcript.txt", "text/plain")}
ENDINGS = {"html": "html", "text": "txt"}


def transcript_file(request: Request, mine: Held, kind: str) -> Response:
    """The conversation as stored, for download; it needs nothing else to be read."""
    name, media = KINDS[kind]
    t = texts(mine.language)
    context = {"t": t, "language": mine.language, "messages": closing.transcript(process_of(request).engine, mine)}
    file = f"{t['common']['file']}.{ENDINGS[kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return templates.TemplateResponse(request, name, context, media_type=media, headers=headers)
