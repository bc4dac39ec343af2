"""Driver licences, foreign identity numbers, and digits that nothing explains."""

import re

from emma.privacy.detector import (
    BARE,
    CUED,
    EMBEDDED,
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
    return (start, end) if len(digits_only(text.lower[start:end])) >= 4 else None


LICENCE = (
    Detector(
        "driver licence",
        cued(
            r"driver'?s?\s?(?:lic(?:en[sc]e)?|permit|id)|driving\slicen[sc]e|dl|d\.l\.|state\sid|"
            r"licencia(?:\sde\s(?:conducir|manejar|conduccion))?",
            LETTERS + r"\d{5,14}[a-z]?|[a-z]{0,3}\d{1,4}(?:[\s\-]\d{2,6}){1,4}|(?=[a-z]{0,8}\d)[a-z\d*]{6,15}",
        ),
        CUED,
        context=("driver", "driving", "dl", "d.l.", "state id", "licencia"),
        check=lambda text, start, end: _not_years(text, start, end),
        needs_digits=5,
    ),
    # As Florida, Illinois and others print it: a letter and groups of digits.
    Detector(
        "driver licence",
        (re.compile(r"(?<![\w\-])[a-z]\d{3}-\d{3,4}-(?:\d{4}|\d{2}-\d{3}-\d)(?![\w\-])"),),
        SHAPED,
        needs_digits=10,
    ),
)


def _not_years(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «2024 2025» and dates beside a licence."""
    value = text.lower[start:end]
    if re.fullmatch(
        r"(?:19|20)\d\d(?:[\s\-](?:19|20)\d\d)*|\d{1,2}[\s\-]\d{1,2}[\s\-](?:\d{2}|\d{4})|(?:19|20)\d\d-\d\d-\d\d",
        value,
    ):
        return None
    return (start, end) if len(digits_only(value)) >= 5 else None


_ID_CUE = (
    r"cedulas?|c\.\s?i\.|ci|dni|curp|cui|dpi|dui|rut|nie|nif|nit|ine|rfc|nin|cpf|rg|pan|aadhaar|aadhar|bvn|nrc|cnic|"
    r"clave\sde\selector|national\sid(?:entity|entification)?(?:\scard)?|identity\s(?:card|num|number|no|document)|"
    r"id\s(?:card|num|number|no)|(?:num|numero|nro|no)\.?\sde\s(?:identidad|identificacion|documento|cedula)|"
    r"(?:documento|carnet|tarjeta)\sde\sidentidad|identidad|identificacion|matricula\sconsular|"
    r"registro\scivil|national\sinsurance|nino(?=\s[a-z]{2}\s?\d)|voter\s(?:id|card)|militar\sid|military\sid|dod\sid"
)

FOREIGN = (
    Detector(
        "identity number",
        (
            re.compile(r"(?<![a-z\d])[a-z]{4}\d{6}[hmx][a-z]{5}[a-z\d]\d(?![a-z\d])"),  # CURP
            re.compile(r"(?<![a-z\d])[a-z]{4}\d{6}[a-z\d]{3}(?![a-z\d])"),
        ),  # RFC
        UNIQUE,
        needs_digits=6,
    ),
    Detector(
        "identity number",
        cued(
            _ID_CUE,
            LETTERS + rf"{digits(6, 15, r' .-')}(?:-?[a-z\d])?|(?=[a-z]{{0,8}}\d)[a-z\d]{{8,20}}",
        ),
        CUED,
        context=tuple(
            "cedula dni curp cui dpi dui rut nie nif nit ine rfc nin cpf rg pan aadh bvn nrc cnic elector "
            "identi id documento "
            "matricula registro ci c. insurance voter milita dod".split()
        ),
        check=_has_four_digits,
        needs_digits=4,
    ),
    Detector(
        "identity number",
        (
            re.compile(r"(?<![\w\-.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)"),  # CPF
            re.compile(r"(?<![\w\-.])\d{1,2}\.\d{3}\.\d{3}-[\dk](?!\w)"),  # RUT
            re.compile(r"(?<![\w\-.])[ve]-\d{1,2}\.?\d{3}\.?\d{3}(?!\d)"),  # Venezuelan cédula
            re.compile(r"(?<![\w\-.])\d{3}-\d{7}-\d(?!\d)"),  # Dominican cédula
            re.compile(r"(?<![\w\-.])\d{4}-\d{4}-\d{5}(?!\d)"),  # Honduran identity
            re.compile(r"(?<![\w\-.])\d{4}[\s\-]\d{5}[\s\-]\d{4}(?!\d)"),  # Guatemalan CUI
            re.compile(r"(?<![\w\-.])\d{8}-\d(?!\w)"),  # Salvadoran DUI
            re.compile(r"(?<![\w\-.])\d{5}-\d{7}-\d(?!\d)"),  # Pakistani CNIC
        ),
        SHAPED,
        needs_digits=8,
    ),
)

_COUNTED = re.compile(
    r"\s?(?:people|persons?|cases|applications|visas|dollars?|usd|million|personas|casos|dolares|pesos|"
    r"solicitudes|millones|votes|miles)"
)


def _unexplained(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse sums and counts, a date without marks beside «edition», and the path of a link."""
    if _COUNTED.match(text.lower, end):
        return None
    before = text.lower[max(0, start - 60) : start]
    if re.search(r"(?:edition|dated|edicion|version)[^\d]{0,12}$", before):
        return None
    return outside_links(text, start, end)


UNEXPLAINED = (
    Detector(
        "identity number",
        (
            re.compile(r"(?<![\w.,\-/])\d{7,8}(?![\w])(?![.,]\d)"),
            re.compile(r"(?<![\w.,\-/])\d(?:[\s.,\-]\d){8,}(?!\w)"),  # dictated one by one
            re.compile(r"(?<![\w.,\-/])\d{2,8}-\d{7,12}(?!\w)"),
            re.compile(r"(?<![\w.,/])[a-z]{3,5}-?\d{6,12}[a-z]?(?!\w)"),
            re.compile(r"(?<![\w.,/])[a-z]-\d{6,12}(?!\w)"),
            re.compile(r"(?<![\w.,/])\d{2,5}[a-z]{2,4}\d{4,8}(?!\w)"),
        ),
        BARE,
        check=_unexplained,
        needs_digits=6,
    ),
    Detector(
        "identity number",
        (re.compile(r"(?<![\d.,\-/])\d{7,12}(?!\d)(?![.,]\d)"),),
        EMBEDDED,
        check=_unexplained,
        needs_digits=7,
    ),
)

DETECTORS = LICENCE + FOREIGN + UNEXPLAINED
