"""Telephone numbers of any country."""

import re

from emma.privacy.detector import BARE, CUED, SHAPED, Detector, cued, outside_links

_CUE = (
    r"(?:tele)?phones?|telefonos?|tel\.?|ph\.|cell(?:phone)?|cel\.?|celular|mobile|movil|whats\s?app|wasap|"
    r"fax|call(?:\sme|\sus)?|"
    r"text(?:\sme)?|reach\s(?:me|us)|contact\sme|ring\sme|llam[aeo]\w{0,6}|marqu?\w{0,5}|comuni\w{0,8}|"
    r"contact\w{0,4}|viber|telegram|signal"
)
_EXTENSION = r"(?:\s?(?:ext|x|extension)\.?\s?\d{1,5}(?!\d))?"

DETECTORS = (
    Detector(
        "phone",
        (
            re.compile(
                rf"(?<![\w.])(?<!\d-)(?:\+?1[\s.\-]{{0,2}})"
                rf"?\(?\d{{3}}\)?[\s.\-/]{{0,3}}\d{{3}}[\s.\-]{{1,2}}\d{{4}}(?!\d){_EXTENSION}"
            ),
            re.compile(rf"(?<![\w.])(?<!\d-)(?:\+?1[\s.\-]{{0,2}})?\(\d{{3}}\)\s{{0,2}}\d{{7}}(?!\d){_EXTENSION}"),
            re.compile(r"(?<!\w)\+\s?\d{1,3}(?:[\s.\-()/]{0,2}\d){6,13}(?!\d)"),
            re.compile(r"(?<![\w\-])011[\s\-]\d(?:[\s.\-()/]{0,2}\d){7,13}(?!\d)"),
            re.compile(r"(?<![\w\-])00\d{1,2}[\s\-](?:[\s.\-()/]{0,2}\d){7,12}(?!\d)"),
        ),
        SHAPED,
        needs_digits=7,
    ),
    Detector(
        "phone",
        cued(_CUE, r"\+?\(?\d(?:[\s.\-()/]{0,2}\d){6,14}" + _EXTENSION, after=False)
        + cued(_CUE, r"\(?\d(?:[.\-()/ ]{0,2}\d){6,14}")[1:],
        CUED,
        context=tuple(
            "phone tel cel mobile movil app wasap fax call text reach contact ring llam marqu marc comuni "
            "viber signal".split()
        ),
        needs_digits=7,
    ),
    Detector(
        "phone",
        (
            re.compile(r"(?<![\w.])1?\d{10}(?!\w)"),
            re.compile(r"(?<![\w\-.])(?:\(?\d{2,3}\)?[ .\-])?\d{2}[ .\-]\d{4}[ .\-]\d{4}(?!\d)"),
            re.compile(r"(?<![\w\-.])\d{3}[ .\-]\d{7}(?!\w)"),
            re.compile(r"(?<![\w\-.])0\d(?:[ .\-]\d{2}){4}(?!\d)"),
            re.compile(r"(?<![\w\-.])0\d{1,3}-\d{6,8}(?!\w|-)"),
        ),
        BARE,
        check=outside_links,
        needs_digits=9,
    ),
)
