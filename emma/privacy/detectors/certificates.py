"""Numbers of naturalization, citizenship and civil certificates."""

from emma.privacy.detector import CUED, Detector, cued

DETECTORS = (
    Detector(
        "certificate number",
        cued(
            r"(?:naturalization|citizenship|birth|marriage|divorce|death)\scertificate|"
            r"certificate(?:\sof\s(?:naturalization|citizenship|birth))?|"
            r"certificado(?:\sde\s(?:naturalizacion|ciudadania|nacimiento|matrimonio))?|"
            r"acta(?:\sde\s(?:nacimiento|matrimonio|defuncion))?|partida\sde\snacimiento",
            r"[a-z]{0,2}[\s\-]?\d{6,10}",
        ),
        CUED,
        context=("certific", "acta", "partida"),
        needs_digits=6,
    ),
)
