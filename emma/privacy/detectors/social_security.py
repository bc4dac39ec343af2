"""Social Security numbers and taxpayer numbers, whole or their last four digits.

Never-issued numbers (000, 666, 900 and over, 00, 0000) are masked too: people mistype.
"""

import re

from emma.privacy.detector import BARE, CUED, SHAPED, Detector, cued, digits, outside_links

_CUE = (
    r"ssn|ss\s?\#|s\.s\.n\.?|social(?:\ssecurity)?(?!\s(?:office|administration|media|worker))|itin|taxpayer(?:\sid)?|"
    r"tax\sid|seguro\ssocial|numero\ssocial|mi\ssocial|seguridad\ssocial"
)
_LAST_FOUR = r"(?:last|final)\s(?:four|4)(?:\s(?:digits|numbers))?|ultim[oa]s\s(?:cuatro|4)(?:\s(?:digitos|numeros))?"
_ENDS = r"end(?:s|ing)?(?:\s(?:in|with))?|termina(?:do|n)?\sen|acaba(?:do|n)?\sen"
_WITHIN = r"[^\d.?!\ue000\ue001]{0,40}?"
_CONTEXT = ("ssn", "social", "ss#", "ss #", "s.s.n", "itin", "taxpayer", "tax id", "seguridad")


DETECTORS = (
    Detector("SSN", cued(_CUE, digits(9, 9)), CUED, context=_CONTEXT, needs_digits=9),
    Detector(
        "SSN",
        (
            re.compile(rf"\b(?:{_CUE}){_WITHIN}(?:{_LAST_FOUR}|{_ENDS}){_WITHIN}(?P<value>\d{{4}})(?![\d\-])"),
            re.compile(rf"\b(?:{_LAST_FOUR}){_WITHIN}(?:{_CUE}){_WITHIN}(?P<value>\d{{4}})(?![\d\-])"),
            re.compile(rf"(?<![\d\-])(?P<value>\d{{4}})[^\d.?!]{{1,16}}(?:{_LAST_FOUR})[^\d.?!]{{1,20}}(?:{_CUE})\b"),
            re.compile(r"\b(?:my|mi)\s(?:ssn|social)\s(?:is|es)\s(?P<value>\d{4,8})(?![\d\-])"),
            re.compile(r"(?:xxx|\*\*\*)[\s\-]?(?:xx|\*\*)[\s\-]?(?P<value>\d{4})(?!\d)"),
        ),
        CUED,
        context=(*_CONTEXT, "xxx", "***"),
        needs_digits=4,
    ),
    Detector(
        "SSN",
        (
            re.compile(r"(?<![\w\-.])\d{3}[\s.\-/]\s?\d{2}[\s.\-/]\s?\d{4,6}(?!\d)(?![\s.\-]\d{4}(?!\d))(?!-\d)"),
            re.compile(r"(?<![\w\-.])\d{3}-\d{6}(?!\d)"),
        ),
        SHAPED,
        needs_digits=9,
    ),
    Detector("SSN", (re.compile(r"(?<!\w)\d{9}(?!\w)"),), BARE, check=outside_links, needs_digits=9),
)
