"""Two questions in one message, and one question at the end of a story: where to cut, and which readings to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from emma.language import fold

MOST = 6
SHORTEST = 8
SURE = 0.6
ANSWERS = 2
END = re.compile(r"(?<=[.?!;])\s+(?=\S)|\n+|\s+(?=¿)")
JOINT = re.compile(
    r"[,.]?\s+(?:and also|also|plus|and (?=how|what|where|when|who|which|why|can|could|do|does|is|are|should|may|until)|"
    r"además|ademas|y también|y tambien|y (?=c[oó]mo|cu[aá]nt|d[oó]nde|cu[aá]ndo|qu[eé]|qui[eé]n|si |hay|puedo|"
    r"se puede|a (?:qu[eé]|d[oó]nde)|hasta|en qu[eé]))\s*",
    re.IGNORECASE,
)
STARTS = """how what where when who whom which why can could do does is are may should would
    como donde cuando que cual quien cuanto cuantos cuanta puedo puede pueden podria hay debo""".split()
WISHES = (
    "kindly", "please tell", "please advise", "please let", "please inform", "let me know", "let us know",
    "i would like", "i'd like", "i want to know", "i need to know", "want to ask", "quisiera", "quiero saber",
    "necesito saber", "me puede", "me podria", "me pueden", "favor de",
)  # fmt: skip
ASKS = re.compile(
    rf"\?|^(?:and |so |but |y |pero )?(?:{'|'.join(STARTS)})\b|\b(?:{'|'.join(map(re.escape, WISHES))})\b"
)
IDLE = frozenset({"greeting", "thanks", "goodbye", "affirm", "deny", "inform", "help", "bot_identity", "nlu_fallback"})
CAREFUL = ("my_", "sensitive_", "emergency", "complaint_", "human", "supervisor")
GRAVE = ("sensitive_", "emergency")


def segments(text: str) -> list[str]:
    """The parts of `text` that may be questions of their own, in order, at most six; one part when it is one."""
    parts: list[str] = []
    for sentence in END.split(text):
        for part in JOINT.split(sentence):
            part = part.strip(" ,.;")
            if len(part) >= SHORTEST:
                parts.append(part)
    return parts[:MOST]


def asks(part: str) -> bool:
    """Whether a part asks for something, rather than telling."""
    return ASKS.search(fold(part)) is not None


def chosen(whole: dict[str, Any], parts: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Which readings to answer: two sure questions of different meaning, what needs care last; else the whole.

    One question at the end of a story is read with its story: alone it is right half as often (docs/nlu.md).
    """
    sure: dict[str, dict[str, Any]] = {}
    for text, part in parts:
        name = intent_name(part)
        if asks(text) and confidence(part) >= SURE and name not in IDLE:
            sure.setdefault(name, part)
    careful = [part for name, part in sure.items() if name.startswith(CAREFUL)]
    plain = [part for name, part in sure.items() if not name.startswith(CAREFUL)]
    named = intent_name(whole)
    if named.startswith(GRAVE) and not careful:
        return [*plain[:1], whole]
    if len(sure) < ANSWERS:
        return list(sure.values()) if sure and named in IDLE else [whole]
    return plain[: ANSWERS - bool(careful)] + careful[:1]


def intent_name(parse: dict[str, Any]) -> str:
    """The full name of the intent, `ask/<slug>` for an article."""
    intent = parse["intent"]
    return str(intent.get("full_retrieval_intent_name") or intent.get("name") or "nlu_fallback")


def confidence(parse: dict[str, Any]) -> float:
    """How sure the reading is, 0..1."""
    return float(parse["intent"].get("confidence") or 0.0)
