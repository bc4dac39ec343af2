"""A QR code of an answer's own source: the way to take a link along without giving a telephone number."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import segno

LONGEST = 800  # characters; what still scans from a screen
SCALE, BORDER = 4, 4


def svg(url: str) -> bytes | None:
    """The code as SVG, black on white in every colour scheme; None for what is no web address or too long."""
    if urlsplit(url).scheme not in ("http", "https") or len(url) > LONGEST:
        return None
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", scale=SCALE, border=BORDER, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue()
