"""E-mail addresses, also when dictated, and telephone numbers of any country."""

import re

from emma.privacy.detector import BARE, CUED, SHAPED, UNIQUE, Detector, cued, outside_links
from emma.privacy.normalise import Normalised, Span

_DOT = r"(?:\s?[(\[{]?\s?(?:\.|\bdot\b|\bpunto\b|\bpunkt\b)\s?[)\]}]?\s?)"
_AT = r"(?:\s?[(\[{<]?\s?(?:@|\barroba\b)\s?[)\]}>]?\s?|\s?[(\[{]\s?at\s?[)\]}]\s?)"
_TLD = r"(?:com|net|org|edu|gov|mil|info|co|es|mx|us|gt|sv|hn|ar|ve|pe|cl|ec|uk|ca|fr|de|br|in|ph|cn|io|me|live)"
_PROVIDER = r"(?:gmail|g\smail|hotmail|outlook|yahoo|icloud|aol|live|msn|proton(?:mail)?|ymail|gmx|mail|comcast|verizon|example)"
_LOCAL_PART = r"[a-z\d][a-z\d_+\-]{0,40}"
_JOIN = r"(?:\s?(?:\.|\bdot\b|\bpunto\b|\bunderscore\b|\bguion\sbajo\b|\bguion\b|\bdash\b|\bhyphen\b)\s?)"
_LOCAL = rf"{_LOCAL_PART}(?:{_JOIN}{_LOCAL_PART}){{0,3}}"
_HOST = rf"[a-z\d\-]{{1,40}}(?:{_DOT}[a-z\d\-]{{2,20}}){{0,2}}{_DOT}{_TLD}"
_NO_NAME = frozenset(
    [
        "me",
        "it",
        "us",
        "them",
        "him",
        "her",
        "you",
        "look",
        "looked",
        "looking",
        "available",
        "arrived",
        "online",
        "here",
        "there",
        "page",
        "website",
        "site",
        "form",
        "buy",
        "bought",
        "read",
        "check",
        "apply",
        "file",
        "is",
        "or",
        "and",
        "use",
        "go",
        "visit",
        "works",
        "work",
        "stay",
        "meet",
        "see",
        "en",
        "la",
        "el",
        "un",
        "mi",
        "su",
    ]
)


def _not_a_website(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «look at uscis dot gov»: the word before «at» names no mailbox."""
    value = text.lower[start:end]
    local = re.split(r"[\s@(]", value, maxsplit=1)[0]
    return None if local in _NO_NAME or re.search(r"\b(?:gov|mil)$", value) else (start, end)


EMAIL = (
    Detector(
        "email",
        (re.compile(r"(?<![\w.%+\-'])[\w.%+\-']{1,64}@(?:[\w\-]{1,63}\.){0,6}[\w\-]{2,63}"),),
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
            re.compile(rf"(?<![\w.]){_LOCAL}\sat\s{_PROVIDER}(?:{_DOT}{_TLD}){{1,2}}(?!\w)"),
            re.compile(rf"(?:e-?mail|correo|write|mail)(?:[^@\n]{{0,30}}?)\b(?P<value>{_LOCAL}\sat\s{_HOST})(?!\w)"),
            re.compile(
                rf"(?:e-?mail|correo)(?:\s(?:is|es|address|electronico)|:){{1,3}}\s?(?P<value>{_LOCAL}\s{_PROVIDER}(?:{_DOT}{_TLD})?)(?!\w)"
            ),
        ),
        UNIQUE,
        context=(" dot ", " punto ", ".com", "mail", "correo"),
        check=_not_a_website,
        needs_digits=0,
    ),
)

_PHONE_CUE = (
    r"(?:tele)?phones?|telefonos?|tel\.?|ph\.|cell(?:phone)?|cel\.?|celular|mobile|movil|whats\s?app|wasap|fax|call(?:\sme|\sus)?|"
    r"text(?:\sme)?|reach\s(?:me|us)|contact\sme|ring\sme|llam[aeo]\w{0,6}|marqu?\w{0,5}|comuni\w{0,8}|contact\w{0,4}|viber|telegram|signal"
)
_EXTENSION = r"(?:\s?(?:ext|x|extension)\.?\s?\d{1,5}(?!\d))?"

PHONE = (
    Detector(
        "phone",
        (
            re.compile(
                rf"(?<![\w.])(?<!\d-)(?:\+?1[\s.\-]{{0,2}})?\(?\d{{3}}\)?[\s.\-/]{{0,3}}\d{{3}}[\s.\-]{{1,2}}\d{{4}}(?!\d){_EXTENSION}"
            ),
            re.compile(rf"(?<![\w.])(?<!\d-)(?:\+?1[\s.\-]{{0,2}})?\(\d{{3}}\)\s{{0,2}}\d{{7}}(?!\d){_EXTENSION}"),
            re.compile(r"(?<!\w)\+\s?\d{1,3}(?:[\s.\-()/]{0,2}\d){6,13}(?!\d)"),
            re.compile(r"(?<![\w\-])00\d{1,2}[\s\-](?:[\s.\-()/]{0,2}\d){7,12}(?!\d)"),
        ),
        SHAPED,
        needs_digits=7,
    ),
    Detector(
        "phone",
        cued(_PHONE_CUE, r"\+?\(?\d(?:[\s.\-()/]{0,2}\d){6,14}" + _EXTENSION, after=False)
        + cued(_PHONE_CUE, r"\(?\d(?:[.\-()/ ]{0,2}\d){6,14}")[1:],
        CUED,
        context=(
            "phone",
            "tel",
            "cel",
            "mobile",
            "movil",
            "app",
            "wasap",
            "fax",
            "call",
            "text",
            "reach",
            "contact",
            "ring me",
            "llam",
            "marqu",
            "marc",
            "comuni",
            "viber",
            "signal",
        ),
        needs_digits=7,
    ),
    Detector(
        "phone",
        (
            re.compile(r"(?<![\w$.])1?\d{10}(?!\w)"),
            re.compile(r"(?<![\w\-.])\d{2}[ .\-]\d{4}[ .\-]\d{4}(?!\d)"),
            re.compile(r"(?<![\w\-.])0\d(?:[ .\-]\d{2}){4}(?!\d)"),
        ),
        BARE,
        check=outside_links,
        needs_digits=10,
    ),
)


DETECTORS = EMAIL + PHONE
