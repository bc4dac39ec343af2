"""Identifiers that come in two messages: the first ends with what is about to follow.

Only the kind that is awaited is kept between the messages, never a digit.
"""

import re

from emma.privacy.detector import CUED, Hit
from emma.privacy.normalise import MASKED, Normalised

_MY = r"(?:my|mi|the|el|la|her|his|su|our)\s"
_SAID = (
    ("A-number", r"a[\s\-]?(?:\#|number|numero)|alien(?:\sregistration)?(?:\s(?:number|num|no))?|uscis\s?(?:\#|number)|numero\s(?:de\s)?(?:a|alien|extranjero)"),
    ("receipt number", r"receipt(?:\s(?:number|num|no|\#))?|case\s(?:number|num|no|id)|(?:numero\sde\s)?(?:recibo|caso)"),
    ("SSN", r"ssn|social(?:\ssecurity)?(?:\s(?:number|num))?|(?:numero\sde(?:l)?\s)?seguro\ssocial|itin"),
    ("passport", r"passport(?:\s(?:number|num|no))?|(?:numero\sde(?:l)?\s)?pasaporte"),
    ("I-94", r"i-?94(?:\s(?:number|num))?|admission\snumber|numero\sde(?:l)?\si-?94"),
    ("SEVIS", r"sevis(?:\s(?:id|number))?"),
    ("visa number", r"visa\snumber|numero\sde(?:\sla)?\svisa"),
    ("account number", r"(?:online\s)?account\snumber|numero\sde\scuenta|access\scode|codigo\sde\sacceso"),
    ("card", r"(?:credit\s|debit\s)?card\snumber|numero\sde\s(?:la\s|mi\s)?tarjeta"),
    ("bank account", r"(?:routing|bank\saccount)(?:\snumber)?|cuenta\sbancaria"),
    ("phone", r"(?:phone|cell|telephone|mobile)(?:\snumber)?|(?:numero\sde\s)?(?:telefono|celular|whatsapp)"),
    ("date of birth", r"date\sof\sbirth|birth\s?date|birthday|dob|fecha\sde\snacimiento|cumpleanos"),
    ("address", r"address|direccion|domicilio"),
    ("email", r"e-?mail(?:\saddress)?|correo(?:\selectronico)?"),
    ("name", r"(?:full\s|first\s|last\s)?name|nombre(?:\scompleto)?|apellidos?"),
)  # fmt: skip
_TAIL = r"\s?(?:(?:is|es|son|are|starts\swith|begins\swith|empieza\s(?:con|por))\s?)?[:=\#]?\s{0,2}\.{0,3}\s?"
# With «is» or a colon behind it, or nothing but «my A-number» in the whole message.
_AWAITED = tuple(
    (kind, re.compile(rf"(?<!\w)(?:(?:{said})\s?(?:(?:is|es|son|are)\s?[:=]?|[:=\#])\s?\.{{0,3}}\s?|\A\s?(?:{_MY})?(?:{said}))\s?\Z")) for kind, said in _SAID
)
_MOSTLY = re.compile(rf"(?:{_MY})?(?:me\sllamo|my\sname\sis)\s?\Z")
# A first part: the kind, then fewer digits than it has, at the end of the message.
_FIRST_PART = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{said}){_TAIL}(?:[a-z]{{1,3}}[\s\-\#]{{0,2}})?(?P<value>\d[\d\s.\-]{{1,9}})\Z"))
    for kind, said in _SAID[:11]
)
_BARE_FIRST_PART = (
    ("A-number", re.compile(r"\A\s?(?:(?:my\s|mi\s)?a[\s\-\#:]{0,3})(?P<value>\d{2,6}(?:[\s\-]\d{1,3}){0,1})[\s\-]{0,2}\Z")),
    ("receipt number", re.compile(r"(?<!\w)(?:ioe|eac|wac|lin|src|msc|nbc|ysc)[\s\-*]{0,2}(?P<value>\d[\d\s\-]{1,6})[\s\-]{0,2}\Z")),
    ("SSN", re.compile(r"\A\s?(?P<value>\d{3}-\d{2}-?|\d{3}-)\s?\Z")),
    ("A-number", re.compile(r"\A\s?(?P<value>\d{3}[\s\-]\d{3}-?)\s?\Z")),
)
_VALUE = re.compile(
    r"\A(?:\s?(?:it'?s|is|es|and|y|then|the\srest(?:\sis)?|el\sresto(?:\ses)?|the\slast\spart(?:\sis)?|ok|okay|sorry|perdon|so|luego)\b[\s:,]{0,2}){0,3}\s?"
    r"(?P<value>[a-z]{0,3}[\s\-\#]?\d(?:[\s.\-/a-z]{0,2}\d){0,24})(?![\w$%(])"
)
_WORDS_VALUE = re.compile(r"\A\s?(?:it'?s\s|is\s|es\s)?(?P<value>[^\W\d_][^\W\d_'\-]*(?:\s[^\W\d_][^\W\d_'\-]*){0,4})\s?[.!]?\s?\Z")
_STREET_VALUE = re.compile(r"\A\s?(?P<value>\d{1,6}[a-z]?(?:\s[a-z\d.'\-]{1,20}){1,6})")
_UNIT_BEHIND = re.compile(r"\s?(?:years?|months?|weeks?|days?|dollars?|usd|anos?|meses|mes|semanas?|dias?|dolares|people|forms?|hours?|horas?|kids|hijos)\b")
_SHORT = 5


def awaited(text: Normalised) -> str | None:
    """Return the kind that a message announces at its end without saying it, or None."""
    tail = text.lower[-70:] if len(text.lower) > 70 else text.lower
    for kind, pattern in _AWAITED:
        if pattern.search(tail):
            return kind
    return "name" if _MOSTLY.search(tail) else None


def first_part(text: Normalised) -> Hit | None:
    """Return the digits at the end of a message that begin a longer number, or None."""
    offset = max(0, len(text.lower) - 90)
    tail = text.lower[offset:]
    for kind, pattern in _FIRST_PART:
        if (match := pattern.search(tail)) and not re.fullmatch(r"\s?(?:19|20)\d\d\s?", match["value"]):
            return _hit(kind, match, offset)
    for kind, pattern in _BARE_FIRST_PART:
        if (match := pattern.search(tail)) and (offset == 0 or kind == "receipt number"):
            return _hit(kind, match, offset)
    return None


def _hit(kind: str, match: re.Match[str], offset: int) -> Hit:
    value = match["value"].rstrip()
    return Hit(kind, match.start("value") + offset, match.start("value") + offset + len(value), CUED)


def second_part(text: Normalised, cue: str) -> Hit | None:
    """Return what a message says of the kind that the message before announced, or None."""
    if MASKED in text.lower:
        return None
    if cue in ("name", "email"):
        from emma.privacy.detectors.names import strong

        match = _WORDS_VALUE.match(text.lower)
        if match is None or len(match["value"].split()) > _SHORT or cue == "email":
            return None
        span = strong(text, *match.span("value"))
        return Hit("name", *span, CUED) if span else None
    pattern = _STREET_VALUE if cue == "address" else _VALUE
    match = pattern.match(text.lower)
    if match is None or _UNIT_BEHIND.match(text.lower, match.end("value")):
        return None
    return Hit(cue, *match.span("value"), CUED)
