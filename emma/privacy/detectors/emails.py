"""E-mail addresses, written or dictated: «maria at gmail dot com», «ana arroba yahoo punto com»."""

import re

from emma.privacy.detector import UNIQUE, Detector
from emma.privacy.lexicon.common_words import COMMON_WORDS
from emma.privacy.normalise import Normalised, Span

_DOT = r"(?:\s?[(\[{]?\s?(?:\.|\bdot\b|\bpunto\b|\bpunkt\b)\s?[)\]}]?\s?)"
_AT = r"(?:\s?[(\[{<]?\s?(?:@|\barroba\b)\s?[)\]}>]?\s?|\s?[(\[{]\s?at\s?[)\]}]\s?)"
_TLD = (
    r"(?:com|net|org|edu|gov|mil|info|co|es|mx|us|gt|sv|hn|ar|ve|pe|cl|ec|uk|ca|fr|de|br|in|ph|cn|io|me|live)(?![a-z])"
)
_WELL_KNOWN = r"(?:g\s?mail|hot\s?mail|outlook|yahoo|icloud)"
_PROVIDER = rf"(?:{_WELL_KNOWN}|aol|live|msn|proton(?:mail)?|ymail|gmx|mail|comcast|verizon|example)"
_PART = r"[a-z\d][a-z\d_+\-]{0,40}"
_JOIN = (
    r"(?:\s?[(\[{]?\s?(?:\.|\bdot\b|\bpunto\b|\bunderscore\b|\bguion\sbajo\b|\bguion\b|\bdash\b|\bhyphen\b|"
    r"\bminus\b|\bplus\b)\s?[)\]}]?\s?)"
)
_LOCAL = rf"{_PART}(?:{_JOIN}{_PART}){{0,3}}"
_HOST = rf"[a-z\d\-]{{1,40}}(?:{_DOT}[a-z\d\-]{{2,20}}){{0,2}}{_DOT}{_TLD}"
_NOT_A_MAILBOX = frozenset(
    "looked arrived page form buy bought file use go visit meet website down full hacked open".split()
)


def _not_a_website(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «look at uscis dot gov»: the word before «at» names no mailbox."""
    value = text.lower[start:end]
    local = re.split(r"[\s@(]", value, maxsplit=1)[0]
    if local in COMMON_WORDS or local in _NOT_A_MAILBOX or re.search(r"\b(?:gov|mil)$", value):
        return None
    return start, end


DETECTORS = (
    Detector(
        "email",
        (
            re.compile(r"(?<![\w.%+\-'])[\w.%+\-']{1,64}@(?:[\w\-]{1,63}\.){0,6}[\w\-]{2,63}"),
            re.compile(r"(?<!\w)(?:[a-z\d._]\s){2,40}@(?:\s?[a-z\d]){2,30}(?:\s?\.(?:\s?[a-z]){2,4})?(?![a-z\d])"),
        ),
        UNIQUE,
        context=("@",),
        needs_digits=0,
    ),
    Detector(
        "email",
        (
            re.compile(rf"(?<![\w.]){_LOCAL}{_AT}{_HOST}(?!\w)"),
            re.compile(rf"(?<![\w.]){_LOCAL}{_AT}{_PROVIDER}(?!\w)"),
        ),
        UNIQUE,
        context=("@", "arroba", "(at", "[at", "{at", "( at", "[ at"),
        needs_digits=0,
    ),
    Detector(
        "email",
        (
            re.compile(rf"(?<![\w.]){_LOCAL}\s(?:at|en)\s{_PROVIDER}(?:{_DOT}{_TLD}){{1,2}}(?!\w)"),
            re.compile(rf"(?<![\w.]){_LOCAL}\sat\s{_WELL_KNOWN}(?!\w)"),
            re.compile(rf"(?:mail|correo|write)[^@\n]{{0,30}}?\b(?P<value>{_LOCAL}\sat\s{_HOST})(?!\w)"),
            re.compile(
                r"(?:mail|correo)(?:\s(?:is|es|address|electronico)|:){0,3}\s"
                rf"(?P<value>(?:{_PART}\s)?{_LOCAL}\s{_PROVIDER}(?:(?:{_DOT}|\s){_TLD})?)(?!\w)"
            ),
            re.compile(rf"\b(?:my|mi)\s{_WELL_KNOWN}\s(?:is|es)\s(?P<value>[a-z\d][a-z\d._\-]{{3,40}})(?!\w)"),
        ),
        UNIQUE,
        context=(" dot ", " punto ", ".com", "mail", "correo", "yahoo", "outlook", "icloud"),
        check=_not_a_website,
        needs_digits=0,
    ),
)
