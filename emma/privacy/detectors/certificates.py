"""Numbers of naturalization, citizenship and civil certificates."""

import re

from emma.privacy.detector import CUED, LETTERS, Detector, cued

_CUE = (
    r"(?:naturalization|citizenship|birth|marriage|divorce|death)\scertificate|"
    r"certificate(?:\sof\s(?:naturalization|citizenship|birth))?|"
    r"certificado(?:\sde\s(?:naturalizacion|ciudadania|nacimiento|matrimonio))?|"
    r"acta(?:\sde\s(?:nacimiento|matrimonio|defuncion))?|partida\sde\snacimiento"
)

DETECTORS = (
    Detector(
        "certificate number",
        (
            *cued(_CUE, LETTERS + r"\d(?:[\s\-]?\d){5,13}"),
            # called a number, so fewer digits are enough
            re.compile(
                rf"\b(?:{_CUE})\s?(?:\#|(?:num|number|no|numero|nro)\b\.?)\s?(?:is\s|es\s|:\s?)?"
                r"(?P<value>[a-z]{0,2}\d{4,6})(?![\w\-])"
            ),
        ),
        CUED,
        context=("certific", "acta", "partida"),
        needs_digits=4,
    ),
)
