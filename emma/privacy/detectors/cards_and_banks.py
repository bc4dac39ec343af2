"""Payment cards and bank accounts."""

import re

from emma.privacy.detector import BARE, CUED, SHAPED, UNIQUE, Detector, cued, digits, digits_only, outside_links
from emma.privacy.normalise import Normalised, Span


def luhn(number: str) -> bool:
    """Check the last digit of a card number (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(value: str) -> bool:
    """Check an IBAN by its remainder modulo 97 (ISO 13616-1)."""
    letters = "".join(char for char in value if char.isalnum())
    if not 15 <= len(letters) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in letters[4:] + letters[:4])) % 97 == 1


def _luhn_span(text: Normalised, start: int, end: int) -> Span | None:
    number = digits_only(text.lower[start:end])
    return outside_links(text, start, end) if luhn(number) and (number[0] != "0" or not number.strip("0")) else None


def _iban_span(text: Normalised, start: int, end: int) -> Span | None:
    """Shorten at a space until the checksum holds: a word may follow the number."""
    while end - start >= 15:
        if iban(text.lower[start:end]):
            return start, end
        cut = text.lower.rfind(" ", start, end)
        if cut < 0:
            return None
        end = cut
    return None


def _not_a_year(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse a year: «my card ends in 2027» says when it expires."""
    return None if re.fullmatch(r"(?:19|20)\d\d", text.lower[start:end]) else (start, end)


def _not_four_years(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «2019 2020 2021 2022»."""
    groups = re.split(r"[\s\-]", text.lower[start:end])
    return None if all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups) else (start, end)


_CARD_CUE = r"(?:credit|debit|bank|payment|prepaid|visa|gift)\scard|card|mastercard|amex|american\sexpress|tarjeta"
_ENDS = r"end(?:s|ing)?\s(?:in|with)|last\s(?:four|4)|termina(?:da|do|n)?\s(?:en|con)|ultimos\s(?:cuatro|4)"

CARDS = (
    Detector(
        "card",
        (
            re.compile(r"(?<![\w\-])\d{13,19}(?!\w)"),
            re.compile(r"(?<![\w\-])\d{4}(?:[\s.\-]{1,2}\d{4}){3}(?:[\s.\-]\d{1,3})?(?!\w)"),
            re.compile(r"(?<![\w\-])\d{4}(?:[\s.\-]{1,2}\d{4}){3}(?!\w)"),
            re.compile(r"(?<![\w\-])\d{4}[\s.\-]{1,2}\d{6}[\s.\-]{1,2}\d{4,5}(?!\w)"),
            re.compile(r"(?<![\w\-])\d(?:[\s\-]\d){12,18}(?!\w)"),
        ),
        UNIQUE,
        check=_luhn_span,
        needs_digits=13,
    ),
    # printed on a receipt with its middle blotted out
    Detector("card", (re.compile(r"(?<!\w)(?:\d{4}[\s\-]?)?(?:[*x]{4}[\s\-]?){2,3}\d{4}(?!\w)"),), UNIQUE),
    Detector(
        "card",
        (re.compile(r"(?<![\w\-])(?:\d{4}[\s\-.]){3}\d{4}(?![\w])|(?<![\w\-])\d{4}[\s\-.]\d{6}[\s\-.]\d{5}(?!\w)"),),
        SHAPED,
        check=_not_four_years,
        needs_digits=15,
    ),
    Detector(
        "card",
        cued(_CARD_CUE, digits(12, 19, r"\s\-."), gap=24),
        CUED,
        context=("card", "amex", "american express", "tarjeta"),
        needs_digits=12,
    ),
    Detector(
        "card",
        (re.compile(r"\b(?:cvv|cvc|cid|cvv2)\d?(?:\s(?:is|es|code|number))?[\s:\#]{0,3}(?P<value>\d{3,4})(?!\d)"),),
        UNIQUE,
        context=("cv", "cid"),
    ),
    Detector(
        "card",
        (
            re.compile(
                rf"\b(?:{_CARD_CUE})[^\d.?!\ue000\ue001]{{0,30}}?(?:{_ENDS})[^\d.?!\ue000\ue001]{{0,14}}?"
                r"(?P<value>\d{4})(?![\d\-])"
            ),
            re.compile(
                r"\b(?:last\s(?:four|4)|ultimos\s(?:cuatro|4))[^\d.?!\ue000\ue001]{0,14}?(?:card|tarjeta)"
                r"[^\d.?!\ue000\ue001]{0,14}?(?P<value>\d{4})(?![\d\-])"
            ),
        ),
        CUED,
        context=("card", "amex", "tarjeta"),
        check=_not_a_year,
        needs_digits=4,
    ),
)

_BANK_CUE = (
    r"(?:bank|checking|savings|chase|wells\sfargo|citibank)(?:\s(?:account|acct|number))?|routing|aba|transit|"
    r"cuenta\s(?:bancaria|de\s(?:banco|ahorros?|cheques)|corriente)|banco|ruta|ahorros|clabe|iban|swift"
)

BANKS = (
    Detector(
        "bank account",
        cued(_BANK_CUE, digits(6, 18, r" \-")),
        CUED,
        context=(
            "bank",
            "checking",
            "savings",
            "chase",
            "wells",
            "citi",
            "routing",
            "aba",
            "transit",
            "cuenta",
            "banco",
            "ruta",
            "ahorro",
            "clabe",
            "iban",
        ),
        needs_digits=6,
    ),
    Detector(
        "bank account",
        # an account said beside a routing number
        (
            re.compile(
                r"\b(?:routing|ruta|aba)\b[^.?!]{0,60}?\b(?:account|acct|cuenta)(?P<gap>[^\d.?!]{0,20})"
                r"(?P<value>\d{6,17})(?!\d)"
            ),
        ),
        CUED,
        context=("routing", "ruta", "aba"),
        needs_digits=6,
    ),
    Detector(
        "bank account",
        (re.compile(r"(?<![a-z\d])[a-z]{2}\d{2}[ \-]?(?:[a-z\d]{4}[ \-]?){2,7}[a-z\d]{0,4}(?![a-z\d])"),),
        UNIQUE,
        check=_iban_span,
        needs_digits=4,
    ),
    Detector(
        "bank account",
        (
            re.compile(
                r"\biban\b[^\d\ue000]{0,10}?(?P<value>[a-z]{2}\d{2}[ \-]?(?:[a-z\d]{4}[ \-]?)"
                r"{2,7}[a-z\d]{0,4})(?![a-z\d])"
            ),
        ),
        CUED,
        context=("iban",),
        needs_digits=4,
    ),
    Detector(
        "bank account",
        (re.compile(r"(?<![\w\-])\d{4}-\d{4}-\d(?!\w|-)"),),
        SHAPED,
        needs_digits=9,
    ),
)

# Long runs of digits that are neither a card nor anything else known.
LONG_RUNS = (Detector("identity number", (re.compile(r"(?<!\d)\d{13,}"),), BARE, check=outside_links, needs_digits=13),)

DETECTORS = CARDS + BANKS + LONG_RUNS
