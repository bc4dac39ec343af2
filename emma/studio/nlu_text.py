"""Ordinary Rasa files of examples, edited line by line: whatever is not added or taken away stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADER = 'version: "3.1"\n\nnlu:\n'
LANGUAGES = {"en": "English", "es": "Spanish"}
BLOCK = re.compile(
    r"(?P<comment>^[ ]*#[^\n]*\n)?"
    r"^(?P<indent>[ ]*)- intent:[ ]*(?P<intent>[\w/-]+)[ \t]*\n"
    r"(?P=indent)[ ]+examples:[ ]*\|[-+]?[ \t]*\n"
    r"(?P<lines>(?:(?:(?P=indent)[ ]{3,}[^\n]*|[ \t]*)(?:\n|\Z))*)",
    re.MULTILINE,
)
LINE = re.compile(r"^(?P<lead>[ ]*-[ ]+)(?P<text>[^\n]*?)[ \t]*$", re.MULTILINE)
NAMED = re.compile(r"#[^\n]*\b(English|Spanish)\b")


@dataclass(frozen=True)
class Block:
    """One entry of examples; `lines` are (start, end, text) of each example, offsets in the file."""

    intent: str
    language: str | None
    start: int
    end: int
    lines: tuple[tuple[int, int, str], ...]


def blocks(text: str) -> Iterator[Block]:
    """The entries of a file, in order. `language` is what the comment above says, None without one."""
    for found in BLOCK.finditer(text):
        said = NAMED.search(found["comment"] or "")
        language = next((code for code, name in LANGUAGES.items() if said and said[1] == name), None)
        at = found.start("lines")
        lines = tuple(
            (at + one.start(), at + one.end() + 1, one["text"].strip()) for one in LINE.finditer(found["lines"])
        )
        if lines:
            yield Block(found["intent"], language, found.start(), found.end(), lines)


def with_example(text: str, intent: str, language: str, example: str) -> str:
    """The file with one more example: behind the last one of the intent in that language, or in a new entry."""
    own = [one for one in blocks(text) if one.intent == intent]
    fitting = [one for one in own if one.language == language] or [one for one in own if one.language is None]
    if not fitting:
        return _with_entry(text, intent, language, example)
    start, end, _ = fitting[-1].lines[-1]
    lead = LINE.match(text, start)
    line = f"{lead['lead'] if lead else '      - '}{example}\n"
    if end > len(text):
        return f"{text}\n{line}"
    return text[:end] + line + text[end:]


def without_example(text: str, intent: str, example: str) -> str | None:
    """The file without an example (its first line of that wording); None when it has none such."""
    for one in blocks(text):
        if one.intent != intent:
            continue
        for start, end, found in one.lines:
            if found == example:
                if len(one.lines) == 1:
                    return text[: one.start] + text[one.end :]
                return text[:start] + text[end:]
    return None


def without_intent(text: str, intent: str) -> str:
    """The file without the entries of an intent."""
    for one in reversed(list(blocks(text))):
        if one.intent == intent:
            text = text[: one.start] + text[one.end :]
    return text


def renamed(text: str, old: str, new: str) -> str:
    """The file with an article's slug replaced in its entries and in the comments above them."""
    text = re.sub(rf"(?m)^([ ]*- intent:[ ]*ask/){re.escape(old)}(?=[ \t]*$)", rf"\g<1>{new}", text)
    return re.sub(rf"(?m)^([ ]*#[ ]*(?:ask/)?){re.escape(old)}(?=,)", rf"\g<1>{new}", text)


def taught(text: str) -> bool:
    """Whether a file has any examples left."""
    return next(blocks(text), None) is not None


def _with_entry(text: str, intent: str, language: str, example: str) -> str:
    name = intent.removeprefix("ask/")
    entry = f"  # {name}, {LANGUAGES[language]}\n  - intent: {intent}\n    examples: |\n      - {example}\n"
    text = text or HEADER
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{entry}"
