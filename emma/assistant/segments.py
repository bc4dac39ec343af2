"""Two questions in one message: where to cut a text so that each part can be understood by itself."""

from __future__ import annotations

import re

MOST = 6
END = re.compile(r"(?<=[.?!;])\s+(?=\S)|\n+|\s+(?=¿)", re.UNICODE)
JOINT = re.compile(
    r"[,.]?\s+(?:and also|also|and (?=how|what|where|when|who|can|do)|además|ademas|y también|y tambien|"
    r"y (?=c[oó]mo|cu[aá]nto|d[oó]nde|cu[aá]ndo|qu[eé]|qui[eé]n))\s*",
    re.IGNORECASE,
)
SHORTEST = 8


def segments(text: str) -> list[str]:
    """The parts of `text` that may be questions of their own, in order, at most six; one part when it is one."""
    parts: list[str] = []
    for sentence in END.split(text):
        for part in JOINT.split(sentence):
            part = part.strip(" ,.;")
            if len(part) >= SHORTEST:
                parts.append(part)
    return parts[:MOST]
