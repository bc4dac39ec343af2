"""Every layout of the agencies' core numbers that people use, to be put into sentences of both languages."""

import random
import re
import unicodedata
from collections.abc import Callable

Layout = Callable[[str], str]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
MATHEMATICAL = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
ENGLISH = dict(zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True))
ENGLISH_OH = ENGLISH | {"0": "oh"}
SPANISH = dict(zip("0123456789", "cero uno dos tres cuatro cinco seis siete ocho nueve".split(), strict=True))


def grouped(sizes: tuple[int, ...], separator: str) -> Layout:
    """Return a layout that cuts digits into groups."""

    def cut(digits: str) -> str:
        parts, behind = [], 0
        for size in sizes:
            parts.append(digits[behind : behind + size])
            behind += size
        return separator.join(part for part in [*parts, digits[behind:]] if part)

    return cut


def spelled(words: dict[str, str], separator: str = " ") -> Layout:
    """Return a layout that says each digit as a word."""
    return lambda digits: separator.join(words[digit] for digit in digits)


LAYOUTS: dict[str, Layout] = {
    "plain": lambda digits: digits,
    "full width": lambda digits: digits.translate(FULL_WIDTH),
    "arabic": lambda digits: digits.translate(ARABIC),
    "devanagari": lambda digits: digits.translate(DEVANAGARI),
    "mathematical": lambda digits: digits.translate(MATHEMATICAL),
    "keycaps": lambda digits: "".join(digit + "\ufe0f\u20e3" for digit in digits),
    "zero width": "\u200b".join,
    "joiners": "\u2060".join,
    "soft hyphens": "\u00ad".join,
    "right to left": lambda digits: f"\u202e{digits}\u202c",
    "threes": grouped((3, 3), " "),
    "threes, hyphens": grouped((3, 3), "-"),
    "threes, dots": grouped((3, 3), "."),
    "threes, dashes": grouped((3, 3), "–"),
    "threes, no-break spaces": grouped((3, 3), "\u00a0"),
    "threes, newline": grouped((3, 3), "\n"),
    "line break inside": grouped((5,), "\n"),
    "single digits": " ".join,
    "single digits, hyphens": "-".join,
    "english words": spelled(ENGLISH),
    "english words with oh": spelled(ENGLISH_OH),
    "english words, commas": spelled(ENGLISH, ", "),
    "spanish words": spelled(SPANISH),
    "spanish words, hyphens": spelled(SPANISH, "-"),
}

# kind: how many digits, what stands before them, how people say it
PREFIXES: dict[str, tuple[int, tuple[str, ...]]] = {
    "A-number": (9, ("A", "a", "A-", "A#", "A# ", "A ", "A: ", "А")),
    "receipt number": (10, ("IOE", "ioe", "IOE ", "IOE-", "EAC", "lin ", "MSC", "WAC-", "SRC", "I O E ", "IOE: ")),
}
CUES: dict[str, tuple[str, ...]] = {
    "A-number": (
        "my A-number is {}",
        "my alien number is {}",
        "alien registration number {}",
        "A number: {}",
        "USCIS# {}",
        "my A# {}",
        "mi número A es {}",
        "mi numero de extranjero es {}",
        "número de registro de extranjero {}",
        "numero A {}",
        "mi A# es {}",
        "{} is my A-number",
        "{} es mi número A",
        "my alien registration no. is {} ok",
    ),
    "receipt number": (
        "my receipt number is {}",
        "receipt {}",
        "case number {}",
        "receipt # {}",
        "mi número de recibo es {}",
        "recibo {}",
        "caso número {}",
        "numero de caso: {}",
        "{} is my receipt number",
        "{} es mi recibo",
    ),
    "SSN": (
        "my ssn is {}",
        "social security number {}",
        "SSN: {}",
        "my social is {}",
        "mi seguro social es {}",
        "número de seguro social: {}",
        "{} is my social security number",
        "{} es mi seguro social",
        "itin {}",
    ),
}
NUMBERS_OF_DIGITS = {"A-number": 9, "receipt number": 10, "SSN": 9}
CARRIERS = (
    "{}",
    "Hi, {}",
    "hello {} please help",
    "{}. When will I know?",
    "How do I change my address? {}",
    "({})",
    "«{}»",
    "{}, thanks",
    "Hola, {}",
    "buenas tardes {} gracias",
    "¿qué pasa con mi caso? {}",
    "{}. ¿Cuándo sabré?",
    "I filed in 2024 and {}",
    "presenté en 2023 y {}",
    "{}\nI-485\n$1,440",
    "fee 520, {}",
    "{} 😀",
    "مرحبا {}",
    "Здравствуйте {}",
    "ZIP 07102, {}",
)


def message(kind: str, layout: str, chance: random.Random) -> tuple[str, str]:
    """Return a message that holds a number of `kind` in `layout`, and the digits in it."""
    digits = "".join(chance.choices("0123456789", k=NUMBERS_OF_DIGITS[kind]))
    value = LAYOUTS[layout](digits)
    if kind in PREFIXES and chance.random() < 0.6:
        prefix = chance.choice(PREFIXES[kind][1])
        value = (prefix if value[0].lower() == value[0].upper() or prefix.endswith(" ") else prefix + " ") + value
    said = chance.choice(CUES[kind]).format(value)
    return chance.choice(CARRIERS).format(said), digits


def digits_left(text: str) -> str:
    """Return all digits that can still be read in a text, in whatever script or word."""
    plain = "".join(
        char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) not in ("Cf", "Mn", "Me")
    )
    words = {word: digit for table in (ENGLISH, ENGLISH_OH, SPANISH) for digit, word in table.items()}
    read = re.sub(r"[^\W\d_]+", lambda match: words.get(match[0].lower(), match[0]), plain)
    return "".join(str(unicodedata.digit(char)) for char in read if unicodedata.digit(char, None) is not None)
