"""Two questions in one message, and one question at the end of a story: where to cut, and which readings to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from emma.language import fold

MOST = 6
SHORTEST = 8
SURE = 0.6
TOLD_SURE = 0.95
LIKELY = 0.3
HINTED = 0.05
ANSWERS = 2
STORY = 25
END = re.compile(r"(?<=[.?!;])\s+(?=\S)|\n+|(?<!,)\s+(?=¿)|,\s+(?=¿y\b)")
JOINT = re.compile(
    r",\s+(?:and|y)\s+(?=\w+ \w+ )|"
    r"[,.]?\s+(?:and also|also|plus|and (?=how|what|where|when|who|which|why|can|could|do|does|is|are|should|may|until|"
    r"(?:at|from|in|by|to|for|on|after|before) (?:how|what|where|which|when))|"
    r"además|ademas|y también|y tambien|y (?=c[oó]mo|cu[aá]l|cu[aá]nt|d[oó]nde|cu[aá]ndo|qu[eé]|qui[eé]n|si |hay|puedo|"
    r"se (?:puede|tiene|paga)|(?:a|a los|a las|por|para|con|de|desde|hasta) (?:qu[eé]|d[oó]nde|cu[aá]l|qui[eé]n|cu[aá]ndo|cu[aá]nt)|"
    r"hasta|en qu[eé]))\s*",
    re.IGNORECASE,
)
STARTS = """how what where when who whom which why can could do does is are may should would
    como donde cuando que cual quien cuanto cuantos cuanta puedo puede pueden podria hay debo""".split()
BEFORE_STARTS = """and so but also then y pero tambien ademas entonces
    a at by de desde en for from hasta in on para por con to until""".split()
AFTER_COMMA = "how|what|where|why|can|could|do|does|donde|cuantos?|puedo"  # not who, which, que: they go on telling
INDIRECT = "si (?:hay|se|puedo|puede|tengo|es|son|me|la|el|lo|uno|necesito)"
WISHES = (
    "kindly", "please tell", "please advise", "please let", "please inform", "let me know", "let us know",
    "i would like", "i'd like", "i want to know", "i need to know", "want to ask", "quisiera", "quiero saber",
    "necesito saber", "me puede", "me podria", "me pueden", "favor de", "explain", "tell me", "expliqueme", "digame",
)  # fmt: skip
ASKS = re.compile(
    rf"\?|^(?:(?:{'|'.join(BEFORE_STARTS)}) )*(?:{'|'.join(STARTS)})\b|^(?:y )?{INDIRECT}\b"
    rf"|[,;] (?:(?:{'|'.join(BEFORE_STARTS)}) )*(?:{AFTER_COMMA})\b"
    rf"|\b(?:{'|'.join(map(re.escape, WISHES))})\b"
)
LEADING = re.compile(r"^(?:(?:y|and|also|ademas|tambien|aparte|de paso|pero|but|so|ok|plus)\b[, ]*)+")
REFERS = re.compile(r"\b(?:there|then|that day|that one|ese dia|ahi|alli|alla|esa cita|ese lugar)\b")
IDLE = frozenset({"greeting", "thanks", "goodbye", "affirm", "deny", "inform", "help", "bot_identity", "nlu_fallback"})
CAREFUL = ("my_", "sensitive_", "emergency", "complaint_", "human", "supervisor")
GRAVE = ("sensitive_", "emergency")
RECORD = ("my_", "sensitive_")
OUT = "out_of_scope"


class Part(NamedTuple):
    """A stretch of a message; `joined` when its sentence, or a message of two parts, holds another one."""

    text: str
    joined: bool = False


def segments(text: str) -> list[Part]:
    """The parts of `text` that may be questions of their own, in order, at most six; one part when it is one.

    In a story the sentences stay whole: the end of its question alone ("and to whom") misleads.
    """
    found: list[Part] = []
    story = len(text.split()) > STORY
    for sentence in END.split(text):
        cut = [sentence] if story else JOINT.split(sentence)
        kept = [part for part in (part.strip(" ,.;") for part in cut) if len(part) >= SHORTEST]
        found += [Part(part, len(kept) > 1) for part in kept]
    if len(found) == ANSWERS and not story:
        return [Part(part.text, joined=True) for part in found]
    return found[:MOST]


def asks(part: str) -> bool:
    """Whether a part asks for something, rather than telling."""
    said = fold(part).strip("¿¡ ")
    return ASKS.search(LEADING.sub("", said).strip("¿¡ ")) is not None


def worth_reading(part: Part) -> bool:
    """A question, or what stands beside one in a sentence: "my card never came, and how do I …"."""
    return part.joined or asks(part.text)


def chosen(whole: dict[str, Any], parts: Sequence[tuple[Part, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Which readings to answer: two sure questions of different meaning, what needs care last; else the whole.

    One question at the end of a story is read with its story: alone it is right half as often (docs/nlu.md). A
    question that says little by itself ("and until what hour") takes what the whole message means beside the other.
    """
    sure: dict[str, dict[str, Any]] = {}
    unsure: list[tuple[Part, dict[str, Any]]] = []
    for part, reading in parts:
        if _is_sure(part, reading):
            sure.setdefault(intent_name(reading), reading)
        elif asks(part.text) and part.joined:
            unsure.append((part, reading))
    careful = [reading for name, reading in sure.items() if name.startswith(CAREFUL)]
    plain = [reading for name, reading in sure.items() if not name.startswith(CAREFUL)]
    named = intent_name(whole)
    if not careful and plain and (named.startswith(GRAVE) or _also_on_record(whole, parts, plain[0])):
        return [plain[0], whole]
    if named.startswith(GRAVE) and not careful:
        return [whole]
    plain = _with_context(whole, parts, plain)
    if len(plain) == 1 and unsure and not careful:
        plain += _meant_beside(whole, plain[0], unsure[0])
    if len(plain) + len(careful) < ANSWERS:
        return [*plain, *careful] if plain + careful and (named in IDLE or named == OUT) else [whole]
    return plain[: ANSWERS - bool(careful)] + careful[:1]


def _is_sure(part: Part, reading: dict[str, Any]) -> bool:
    name = intent_name(reading)
    if asks(part.text):
        return confidence(reading) >= SURE and name not in IDLE and name != OUT
    return part.joined and name.startswith(RECORD) and confidence(reading) >= TOLD_SURE


def _also_on_record(whole: dict[str, Any], parts: Sequence[tuple[Part, dict[str, Any]]], plain: dict[str, Any]) -> bool:
    """Whether the message as a whole is about the person's record and one of its joined parts asks in general."""
    joined = any(part.joined and reading is plain for part, reading in parts)
    return joined and intent_name(whole).startswith(RECORD) and confidence(whole) >= TOLD_SURE


def _with_context(
    whole: dict[str, Any], parts: Sequence[tuple[Part, dict[str, Any]]], plain: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A question that points back ("what do I bring there") means what the whole message means beside the first."""
    if len(plain) < ANSWERS:
        return plain
    first, second = plain[:2]
    text = next(part.text for part, reading in parts if reading is second)
    if not REFERS.search(fold(text)):
        return plain
    beside = _beside(whole, {intent_name(first)}, HINTED)
    return [first, _reading(beside, second)] if beside else plain


def _meant_beside(whole: dict[str, Any], first: dict[str, Any], unsure: tuple[Part, dict[str, Any]]) -> list[Any]:
    beside = _beside(whole, {intent_name(first)}, LIKELY)
    return [_reading(beside, unsure[1])] if beside else []


def _beside(whole: dict[str, Any], known: set[str], least: float) -> dict[str, Any] | None:
    """The best general meaning of the whole message that is not known yet."""
    for one in whole.get("full_ranking") or []:
        name = one["name"]
        if name not in known | IDLE and name != OUT and not name.startswith(CAREFUL) and one["confidence"] >= least:
            return dict(one)
    return None


def _reading(meant: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part read with another meaning than it has alone."""
    name = str(meant["name"])
    selected = {"ask": {"response": {"intent_response_key": name}}} if "/" in name else {}
    intent = {"name": name.split("/")[0], "full_retrieval_intent_name": name, "confidence": meant["confidence"]}
    return {**part, "intent": intent, "response_selector": selected, "full_ranking": []}


def intent_name(parse: dict[str, Any]) -> str:
    """The full name of the intent, `ask/<slug>` for an article."""
    intent = parse["intent"]
    return str(intent.get("full_retrieval_intent_name") or intent.get("name") or "nlu_fallback")


def confidence(parse: dict[str, Any]) -> float:
    """How sure the reading is, 0..1."""
    return float(parse["intent"].get("confidence") or 0.0)


def certainty(parse: dict[str, Any]) -> float:
    """How likely the reading is right, 0..1; what was chosen is certain."""
    return float(parse.get("certainty", confidence(parse)))
