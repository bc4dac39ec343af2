"""The Markdown file of an article from its form and back. What a form leaves alone keeps its formatting, byte by byte."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml

from emma.errors import FormRefused
from emma.knowledge.findings import error
from emma.nlu.articles import HEADING, ArticleError, parse_article
from emma.studio.article_form import ArticleForm, form_from
from emma.words import LANGUAGES

LARGEST = 200_000  # bytes
FENCE = re.compile(r"^---[ \t]*\n", re.MULTILINE)
KEY = re.compile(r"^(\w+):", re.MULTILINE)
ALIAS = re.compile(r"(?:^|[\s\[{,:-])[&*]\w")
ORDER = (
    "slug", "topic", "outcome", "title", "sources", "as_of", "reviewed_on", "valid_from", "valid_until", "say_date",
    "draft", "owner", "related", "replaced", "ask", "variants", "examples",
)  # fmt: skip
LEFT_OUT = ("draft", "replaced", "ask", "variants")  # where there is none
DEEPEST = 100
NESTED = re.compile(r"(?:[-?:][ \t]+){20}")
WHERE = re.compile(r"(?P<file>[^:]*): (?P<field>\w+)(?: (?P<language>en|es))?[^:]*: (?P<why>.*)", re.DOTALL)


def form_of(text: str) -> ArticleForm:
    """The form of an article's file. Raises FormRefused with one finding for a text that is no article."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise FormRefused([error("", "size", f"is larger than {LARGEST:,} bytes")])
    if _deep(text):
        raise FormRefused([error("", "article", "the front matter cannot be read")])
    try:
        if ALIAS.search(text) and any(isinstance(token, yaml.AliasToken) for token in yaml.scan(_split(text)[0])):
            raise ArticleError("article: front matter: has an alias")
        return form_from(parse_article(text.replace("\r\n", "\n")))
    except ArticleError as problem:
        raise FormRefused([finding_of(problem, "")]) from None
    except (RecursionError, yaml.YAMLError, ValueError):
        raise FormRefused([error("", "article", "the front matter cannot be read")]) from None


def text_of(form: ArticleForm, old: str | None = None) -> str:
    """The file of a form; fields that are as in `old` keep its text. Raises FormRefused for what is no article."""
    text = _onto(form, old) if old else None
    if text is None or _form_or_none(text) != form:
        text = _written(form)
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise FormRefused([error(form.slug, "size", f"is larger than {LARGEST:,} bytes")])
    try:
        parse_article(text)
    except ArticleError as problem:
        raise FormRefused([finding_of(problem, form.slug)]) from None
    return text


def _deep(text: str) -> bool:
    """Whether lists stand in lists beyond all sense: reading that would end the process, not raise an error."""
    depth = deepest = 0
    for char in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if char in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest > DEEPEST or NESTED.search(text) is not None


def finding_of(problem: Exception, slug: str) -> Any:
    """An error of reading an article as a finding whose rule is the field."""
    found = WHERE.fullmatch(str(problem))
    if not found or found["field"] not in (*ORDER, "body"):
        return error(slug, "article", str(problem).partition(": ")[2])
    field = "answer" if found["field"] == "body" else found["field"]
    return error(slug, field, f"{found['language']}: {found['why']}" if found["language"] else found["why"])


def _form_or_none(text: str) -> ArticleForm | None:
    try:
        return form_from(parse_article(text))
    except ArticleError:
        return None


def _onto(form: ArticleForm, old: str) -> str | None:
    """The old file with the blocks of the fields that changed replaced; None when it cannot be taken apart."""
    before = _form_or_none(old)
    if before is None or "\r" in old:
        return None
    head, body = _split(old)
    blocks = _blocks(head)
    kept = {name: text for name, text in blocks.items() if name in ORDER}
    was, now = _values(before), _values(form)
    for name in ORDER:
        if name in LEFT_OUT and not now[name]:
            if was[name]:
                kept.pop(name, None)
        elif was[name] != now[name]:
            kept = _put(kept, name, _block(name, now[name]))
    return f"---\n{blocks.get('', '')}{''.join(kept.values())}---\n{_body(form, before, body)}"


def _split(text: str) -> tuple[str, str]:
    """Front matter and body of a file."""
    parts = FENCE.split(text, maxsplit=2)
    return (parts[1], parts[2]) if len(parts) == 3 else ("", text)


def _blocks(head: str) -> dict[str, str]:
    """The lines of each field; "" has what stands before the first."""
    starts = [(found.start(), found[1]) for found in KEY.finditer(head)]
    ends = [start for start, _ in starts[1:]] + [len(head)]
    first = {"": head[: starts[0][0]]} if starts else {}
    return first | {name: head[start:end] for (start, name), end in zip(starts, ends, strict=True)}


def _put(kept: dict[str, str], name: str, block: str) -> dict[str, str]:
    """The blocks with one replaced, or put behind the nearest field that stands before it in the usual order."""
    if name in kept:
        return {**kept, name: block}
    before = [other for other in ORDER[: ORDER.index(name)] if other in kept]
    names = list(kept)
    names.insert(names.index(before[-1]) + 1 if before else 0, name)
    return {one: kept.get(one, block) for one in names}


def _body(form: ArticleForm, before: ArticleForm, body: str) -> str:
    """The sections; one whose text is as before keeps its blank lines."""
    parts, headings = HEADING.split(body), list(HEADING.finditer(body))
    found = [parts[0]]
    for i in range(1, len(parts), 2):
        language, last = parts[i], i == len(parts) - 2
        if form.answer[language] == before.answer[language]:
            found.append(headings[i // 2][0] + parts[i + 1])
        else:
            found.append(f"## {language}\n{form.answer[language]}\n" + ("" if last else "\n"))
    return "".join(found)


def _written(form: ArticleForm) -> str:
    values = _values(form)
    head = "".join(_block(name, values[name]) for name in ORDER if values[name] or name not in LEFT_OUT)
    body = "\n".join(f"## {language}\n{form.answer.get(language, '')}\n" for language in LANGUAGES)
    return f"---\n{head}---\n{body}"


def _values(form: ArticleForm) -> dict[str, Any]:
    """The fields of the front matter as YAML has them."""
    sources = [
        {
            "title": one.title,
            **({"url": one.url} if one.url else {}),
            "as_of": _day(one.as_of),
            "facts": list(one.facts),
        }
        for one in form.sources
    ]
    plain = {name: getattr(form, name) for name in ("slug", "topic", "outcome", "say_date", "draft", "owner")}
    days = {name: _day(getattr(form, name)) or None for name in ("as_of", "reviewed_on", "valid_from", "valid_until")}
    return plain | days | {
        "title": dict(form.title),
        "sources": [{key: value for key, value in one.items() if value not in ([], "")} for one in sources],
        "related": list(form.related),
        "replaced": dict(form.replaced) if any(form.replaced.values()) else None,
        "ask": dict(form.ask) if any(form.ask.values()) else None,
        "variants": [{"key": one.key, "title": dict(one.title), "answer": dict(one.answer)} for one in form.variants],
        "examples": {language: list(texts) for language, texts in form.examples.items()},
    }  # fmt: skip


def _day(text: str) -> Any:
    """A date or year as YAML writes it without quotes."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


class _Dumper(yaml.SafeDumper):
    """Lists are indented, long lines stay one line, texts of several lines are written as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _block(name: str, value: Any) -> str:
    return yaml.dump({name: value}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**9)


def with_related(text: str, old: str, new: str) -> str:
    """The file with another slug in `related`, in the way it is written there."""
    head, body = _split(text)
    blocks = _blocks(head)
    blocks["related"] = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, blocks.get("related", ""))
    return f"---\n{''.join(blocks.values())}---\n{body}"


def with_slug(text: str, new: str) -> str:
    """The file with its own slug replaced."""
    head, body = _split(text)
    return f"---\n{re.sub(r'(?m)^slug:.*$', f'slug: {new}', head)}---\n{body}"
