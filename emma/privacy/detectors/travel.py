"""Travel papers: passport, I-94, SEVIS, visa foil."""

import re

from emma.privacy.detector import (
    BARE,
    CUED,
    LETTERS,
    SHAPED,
    UNIQUE,
    Detector,
    cued,
    digits,
    digits_only,
    outside_links,
)
from emma.privacy.normalise import Normalised, Span


def _has_four_digits(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse words and form numbers where a passport number is looked for."""
    return (start, end) if len(digits_only(text.lower[start:end])) >= 4 else None


_PASSPORT_CUE = r"passports?|pasaportes?|travel\sdocument|documento\sde\sviaje"

PASSPORT = (
    Detector(
        "passport",
        cued(
            _PASSPORT_CUE,
            LETTERS + r"(?:\d{6,10}[a-z]?|\d{3,4}[\s\-]\d{3,4})|(?=[a-z]{0,8}\d)[a-z\d]{6,12}",
        ),
        CUED,
        context=("passport", "pasaporte", "travel document", "documento de viaje"),
        check=_has_four_digits,
        needs_digits=4,
    ),
    # the machine-readable lines of a passport or card
    Detector(
        "passport",
        (
            re.compile(r"(?<![a-z\d<])[pvaci][a-z<][a-z<]{3,40}<<[a-z<]{2,40}(?![a-z\d<])"),
            re.compile(r"(?<![a-z\d<])(?=[a-z\d<]{0,44}<<)[a-z\d<]{20,}(?:[\s]{1,2}[a-z\d<]{28,46})?"),
        ),
        UNIQUE,
        context=("<<",),
        needs_digits=0,
    ),
    # one or two letters and six to nine digits, unexplained
    Detector(
        "passport",
        (re.compile(r"(?<![\w\-/.])[a-z]{1,2}\d{6,9}[a-z]?(?![\w])"),),
        BARE,
        check=outside_links,
        needs_digits=6,
    ),
)

_I94_CUE = (
    r"i[\s\-]?94|admission\s(?:num|number|no)|arrival[\s\-]departure|arrival\s(?:record|number)|"
    r"numero\sde\sadmision|admision"
)

I94 = (
    Detector(
        "I-94",
        cued(_I94_CUE, rf"{digits(9, 9)}[\s\-]?[a-z][\s\-]?\d|{digits(11, 11)}|\d{{9}}"),
        CUED,
        context=("94", "admission", "arrival", "admision"),
        needs_digits=9,
    ),
    Detector("I-94", (re.compile(r"(?<![\w\-])\d{9}[a-z]\d(?!\w)"),), UNIQUE, needs_digits=10),
    Detector("I-94", (re.compile(r"(?<![\w\-])\d{11}(?!\w)"),), BARE, check=outside_links, needs_digits=11),
)

SEVIS = (
    Detector(
        "SEVIS",
        (re.compile(r"(?<![a-z\d])n[\s\-\#:]{0,2}\d{10}(?!\d)|(?<![a-z\d])n\d{2}[\s\-]\d{4}[\s\-]\d{4}(?!\d)"),),
        UNIQUE,
        needs_digits=10,
    ),
    Detector(
        "SEVIS",
        cued(r"sevis(?:\sid)?", rf"(?:n[\s\-]{{0,2}})?{digits(9, 10)}"),
        CUED,
        context=("sevis",),
        needs_digits=9,
    ),
)

_VISA_CUE = (
    r"visas?\s?(?:\#|(?:num|number|numero|no|nro|foil)\b\.?)|(?:num|number|numero|no)\.?\s(?:de\s|of\s)"
    r"?(?:la\s|mi\s|my\s|the\s)?visa|"
    r"foil|control\snumber|numero\sde\scontrol|(?:on|en|in)\s(?:my|mi|the|la)\svisa|(?:my|mi)\svisa(?=\s(?:is|es)|:)"
)

VISA = (
    Detector(
        "visa number",
        cued(_VISA_CUE, r"(?:[a-z]-?)?\d{6,14}"),
        CUED,
        context=("visa", "foil", "control"),
        needs_digits=6,
    ),
    Detector("visa number", (re.compile(r"\bvisa\s(?P<value>[a-z]?\d{7,8})(?!\w)"),), SHAPED, needs_digits=7),
)

DETECTORS = PASSPORT + I94 + SEVIS + VISA
