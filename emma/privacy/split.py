"""Identifiers that come in two messages: the first ends with what is about to follow.

Only the kind that is awaited is kept between the messages, never a digit.
"""

import re

from emma.privacy.detector import CUED, Hit, digits_only
from emma.privacy.detectors.birth_dates import DATE
from emma.privacy.name_reading import strong
from emma.privacy.normalise import MASKED, Normalised

_MY = r"(?:my|mi|the|el|la|her|his|su|our)\s"
_NUMBERS = (
    (
        "A-number",
        r"a[\s\-]?(?:\#|number|numero)|alien(?:\sregistration)?(?:\s(?:number|num|no))?|uscis\s?(?:\#|number)|"
        r"numero\s(?:de\s)?(?:a|alien|extranjero)",
    ),
    ("receipt number", r"receipt(?:\s(?:number|num|no))?|case\s(?:number|num|no|id)|(?:numero\sde\s)?(?:recibo|caso)"),
    ("SSN", r"ssn|social(?:\ssecurity)?(?:\s(?:number|num))?|(?:numero\sdel?\s)?seguro\ssocial|itin"),
    ("passport", r"passport(?:\s(?:number|num|no))?|(?:numero\sdel?\s)?pasaporte"),
    ("I-94", r"i-?94(?:\s(?:number|num))?|admission\snumber|numero\sdel?\si-?94"),
    ("SEVIS", r"sevis(?:\s(?:id|number))?"),
    ("visa number", r"visa\snumber|numero\sde(?:\sla)?\svisa"),
    ("account number", r"(?:online\s)?account\snumber|numero\sde\scuenta|access\scode|codigo\sde\sacceso"),
    ("card", r"(?:credit\s|debit\s)?card\snumber|numero\sde\s(?:la\s|mi\s)?tarjeta"),
    ("bank account", r"(?:routing|bank\saccount)(?:\snumber)?|cuenta\sbancaria"),
    ("phone", r"(?:phone|cell|telephone|mobile)(?:\snumber)?|(?:numero\sde\s)?(?:telefono|celular|whatsapp)"),
)
_OTHERS = (
    ("date of birth", r"date\sof\sbirth|birth\s?date|birthday|dob|fecha\sde\snacimiento|cumpleanos"),
    ("address", r"address|direccion|domicilio"),
    ("name", r"(?:full\s|first\s|last\s)?name|nombre(?:\scompleto)?|apellidos?"),
)
_COPULA = r"\s?(?:(?:is|es|son|are|begins\swith|starts\swith|empieza\s(?:con|por))\b\s?[:=]?|[:=\#])\s?"
# What a number begins with may be said before the rest of it.
_PREFIX = r"(?:(?:a|ioe|eac|wac|lin|src|msc|nbc|ysc|n)[\s\-\#]?)?"
# With «is» or a colon behind it, or nothing but «my A-number» in the whole message.
_AWAITED = tuple(
    (kind, re.compile(rf"(?<!\w)(?:(?:{said}){_COPULA}\.{{0,3}}\s?{_PREFIX}|\A\s?(?:{_MY})?(?:{said}))\s?\Z"))
    for kind, said in _NUMBERS + _OTHERS
)
_CALLED = re.compile(r"(?<!\w)(?:me\sllamo|my\sname\sis)\s?[.:]{0,3}\s?\Z")
# A first part: the kind is said, fewer digits follow than it has.
_UNIT = (
    r"\s?(?:years?|months?|weeks?|days?|dollars?|usd|anos?|mes(?:es)?|semanas?|dias?|dolares|people|forms?|hours?|horas?|"
    r"kids|hijos|digits|digitos|numbers|letters|characters|st|nd|rd|th)\b"
)
_FIRST_PART = tuple(
    (
        kind,
        re.compile(
            rf"(?<!\w)(?:{said}){_COPULA}(?:[a-z]{{1,3}}[\s\-\#]{{0,2}})?(?!(?:19|20)\d\d(?!\d))"
            rf"(?P<value>\d(?:[\s.\-]?\d){{1,8}})(?![\d/%(])(?!{_UNIT})"
        ),
    )
    for kind, said in _NUMBERS
)
_BARE_FIRST_PART = (
    ("A-number", re.compile(r"\A\s?(?:my\s|mi\s)?a[\s\-\#:]{0,3}(?P<value>\d{2,6}(?:[\s\-]\d{1,3})?)[\s.\-]{0,3}\Z")),
    (
        "receipt number",
        re.compile(
            r"(?<!\w)(?:ioe|eac|wac|lin|src|msc|nbc|ysc)[\s\-*]{1,2}(?!(?:19|20)\d\d(?!\d))(?P<value>\d{2}(?:[\s\-]?\d){0,6})[\s.\-]{0,3}\Z|"
            r"\A\s?(?:ioe|eac|wac|lin|src|msc|nbc|ysc)(?P<whole>\d(?:[\s\-]?\d){0,6})[\s.\-]{0,3}\Z"
        ),
    ),
    ("SSN", re.compile(r"\A\s?(?P<value>\d{3}-\d{2}-?|\d{3}-)\s?\Z")),
    ("A-number", re.compile(r"\A\s?(?P<value>\d{3}[\s\-]\d{3}-?)\s?\Z")),
)
_LEAD = (
    r"\A(?:\s?(?:it'?s|is|es|and|y|then|the\srest(?:\sis)?|el\sresto(?:\ses)?|the\slast\spart(?:\sis)?|ok|okay|sorry|"
    r"perdon|so|luego|rest|resto)\b[\s:,]{0,2}){0,3}\s?"
)
_FORM = r"(?!(?:form\s?)?(?:i|n|g|ar|ds|eoir|w)[\s\-]?\d{1,4}[a-z]?(?!\d))"
_VALUE = re.compile(
    rf"{_LEAD}{_FORM}(?P<value>(?:[a-z]{{1,3}}[\s\-\#]?)?\d(?:[\s.\-/]{{0,2}}[a-z]?\d){{1,24}})(?![\w$%(])(?!{_UNIT})"
)
_DATE_VALUE = re.compile(rf"{_LEAD}(?P<value>{DATE}|\d{{6,8}})(?![\w/])")
_NAME_VALUE = re.compile(
    r"\A\s?(?:it'?s\s|is\s|es\s)?(?P<value>[^\W\d_][^\W\d_'\-]*(?:\s[^\W\d_][^\W\d_'\-]*){0,3})\s?[.!]?\s?\Z"
)
_STREET_VALUE = re.compile(rf"{_LEAD}(?P<value>\d{{1,6}}[a-z]?(?!{_UNIT})(?:\s[a-z\d.'\-]{{1,20}}){{1,6}})(?!{_UNIT})")
# The fewest digits of a whole number.
_WHOLE = {"A-number": 7, "receipt number": 9}
_SECOND_PART = {"date of birth": _DATE_VALUE, "name": _NAME_VALUE, "address": _STREET_VALUE}


def awaited(text: Normalised) -> str | None:
    """Return the kind that a message announces at its end without saying it, or None."""
    tail = text.lower[-70:] if len(text.lower) > 70 else text.lower
    for kind, pattern in _AWAITED:
        if pattern.search(tail):
            return kind
    return "name" if _CALLED.search(tail) else None


def unfinished(text: Normalised, hits: list[Hit]) -> str | None:
    """Return the kind of a number that breaks off at the end of the message, or None."""
    end = len(text.lower.rstrip(" .,-\n"))
    for hit in hits:
        said = len(digits_only(text.lower[hit.start : hit.end]))
        if hit.end >= end and 0 < said < _WHOLE.get(hit.kind, 0):
            return hit.kind
    return None


def first_part(text: Normalised) -> Hit | None:
    """Return the digits that begin a longer number, or None."""
    for kind, pattern in _FIRST_PART + _BARE_FIRST_PART:
        if match := pattern.search(text.lower):
            group = "value" if match["value"] else "whole"
            return Hit(kind, *match.span(group), CUED)
    return None


def second_part(text: Normalised, cue: str) -> Hit | None:
    """Return what a message says of the kind that the message before announced, or None."""
    match = _SECOND_PART.get(cue, _VALUE).match(text.lower)
    if match is None or MASKED in match[0]:
        return None
    if cue != "name":
        return Hit(cue, *match.span("value"), CUED)
    span = strong(text, *match.span("value"))
    return Hit(cue, *span, CUED) if span else None
