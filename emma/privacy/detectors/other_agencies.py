"""Numbers of other agencies' cases: National Visa Center, diversity visa, Labor Department, DS-160."""

import re

from emma.privacy.detector import CUED, SHAPED, UNIQUE, Detector, cued, digits_only
from emma.privacy.normalise import Normalised, Span


def _no_small_word(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «2024 to 12345»: a word between two numbers."""
    value = text.lower[start:end]
    small = re.search(r"\s(?:to|or|in|of|at|on|de|en|al|by|is|es|my|mi)\s", value)
    return None if small else (start, end)


def _has_digit(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse a word where a confirmation code is looked for."""
    return (start, end) if digits_only(text.lower[start:end]) else None


_STATE_CUE = (
    r"nvc|ceac|consulate|embassy|consular|consulado|embajada|immigrant\svisa|visa\scase|caso\sde\svisa|dos\scase"
)

NVC = (
    Detector(
        "NVC case number",
        (
            re.compile(
                r"\b(?:dv|diversity|lottery|loteria|confirmation\snumber)\b[^\d.?!\ue000]{0,30}?"
                r"(?P<value>20\d\d[a-z\d]{8,12})(?![a-z\d])"
            ),
        ),
        CUED,
        context=("dv", "lotter", "loteria", "diversity", "confirmation"),
        needs_digits=4,
    ),
    Detector(
        "NVC case number",
        cued(
            rf"(?:{_STATE_CUE})(?:\s(?:case|caso|invoice))?",
            r"[a-z]{3}[\s\-]?(?:\d{9,10}|\d{4}[\s\-]\d{3}[\s\-]\d{2,3})",
        ),
        UNIQUE,
        context=("nvc", "ceac", "consul", "embass", "embaja", "visa", "dos"),
        needs_digits=9,
    ),
    Detector(
        "NVC case number",
        cued(r"invoice(?:\sid)?|iin|factura|dv\scase|(?:nvc|dv)(?:\scase)?", r"[a-z]{0,5}[\s\-]?\d{7,15}"),
        CUED,
        context=("invoice", "iin", "factura", "nvc", "dv"),
        needs_digits=7,
    ),
    Detector(
        "NVC case number",
        (
            re.compile(r"(?<![a-z\d])\d{4}[\s\-]?[a-z]{2}[\s\-]?\d{5}(?![a-z\d])"),
            re.compile(r"(?<![a-z\d])[a-z]{3}\d{9}(?![a-z\d])"),
            re.compile(r"(?<![a-z\d])[a-z]{3}(?:19|20)\d{8}(?![a-z\d])"),
        ),
        SHAPED,
        needs_digits=9,
        check=_no_small_word,
    ),
)

DOL = (
    Detector(
        "DOL case number",
        (
            re.compile(r"(?<![a-z\d])[a-z][\s\-]{0,2}\d{3}[\s\-]\d{5}[\s\-]\d{6}(?!\d)"),
            re.compile(r"(?<![a-z\d])[ac][\s\-]{0,2}\d{5}[\s\-]\d{5}(?!\d)"),
        ),
        UNIQUE,
        needs_digits=10,
    ),
    Detector(
        "DOL case number",
        cued(
            r"perm|labor\scert(?:ification)?|lca|prevailing\swage|eta(?:\s?9089)?|dol",
            r"[a-z][\s\-]?\d{3,5}[\s\-]?\d{5}(?:[\s\-]?\d{3,6})?",
        ),
        CUED,
        context=("perm", "labor", "lca", "wage", "eta", "dol"),
        needs_digits=8,
    ),
)

DS160 = (
    Detector(
        "DS-160",
        (re.compile(r"(?<![a-z\d])aa[\s\-]?(?=[o0])(?:[a-z\d][\s\-]?){7}[a-z\d](?![a-z\d])"),),
        UNIQUE,
        check=_has_digit,
    ),
    Detector(
        "DS-160",
        cued(
            r"ds[\s\-]?(?:160|260)(?:\s?(?:confirmation|barcode|application|confirmacion|codigo))?|"
            r"(?:barcode|confirmation|confirmacion|codigo\sde\sbarras)",
            r"aa[a-z\d]{6,10}",
        ),
        CUED,
        context=("160", "260", "barcode", "confirm", "barras"),
        check=_has_digit,
    ),
)


DETECTORS = NVC + DOL + DS160
