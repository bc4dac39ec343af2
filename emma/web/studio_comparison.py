"""A comparison and a verdict as the release's page shows them: words, links, bounded lists, the map of intents.

Only messages of the first held-out set are shown: whoever reads those of another set would tune on them
(docs/evaluation.md). They count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.evaluation.held_out import FIRST, SET_OF_FILE
from emma.models import Article
from emma.settings import Settings
from emma.studio.paths import slug_of
from emma.training.distances import too_near
from emma.training.effect import with_texts
from emma.training.evaluated import MAP, kept_figures
from emma.training.folders import evaluation_folder

ARTICLE = Article.__table__
ASK = "ask/"
AT_FIRST = 50  # entries of a list before "show all"
OF_A_CHECK = 10  # messages of a check of the gate; the lists of the comparison have all
CONFUSIONS, NEAREST = 15, 20
MAP_SIDE, MAP_EDGE = 600, 24  # px of the picture, and of its edge
LISTS = ("worse", "better", "changed")
UNTAUGHT = ("nlu_fallback", "")
Words = Mapping[str, Any]


class Names:
    """What a meaning is called, and where it is edited."""

    def __init__(self, engine: Engine, language: str, t: Words) -> None:
        with engine.connect().execution_options(read_only=True) as connection:
            rows = connection.execute(select(ARTICLE.c.slug, ARTICLE.c.title))
            self._titles = {row.slug: row.title[language] for row in rows}
        self._t = t

    def meaning(self, intent: str) -> str:
        """The title of an article, or the name of a behaviour."""
        if intent in UNTAUGHT:
            return str(self._t["not_understood"])
        slug = intent.removeprefix(ASK)
        return self._titles.get(slug, slug.replace("-", " ")) if intent.startswith(ASK) else intent.replace("_", " ")

    def link(self, intent: str) -> str:
        """The page where the examples of a meaning are; empty for what is taught nowhere."""
        if intent in UNTAUGHT:
            return ""
        slug = intent.removeprefix(ASK)
        return f"/studio/articles/{slug}" if intent.startswith(ASK) else f"/studio/intents/{intent}"

    def told_pair(self, intent: str) -> dict[str, str]:
        """One meaning with its link."""
        return {"name": self.meaning(intent), "link": self.link(intent)}

    def told(self, one: Mapping[str, str]) -> dict[str, str]:
        """`{outcome, topic, meaning}` in words."""
        return {
            "outcome": str(self._t["outcomes"].get(one["outcome"], one["outcome"])),
            "meaning": self.meaning(one["meaning"]),
            "link": self.link(one["meaning"]),
            "intent": one["meaning"],
        }


def held_out(result: Mapping[str, Any], names: Names, whole: str) -> dict[str, Any]:
    """The lists of a comparison; `whole` is the one that is shown entire."""
    part = result["held_out"]
    lists = {name: _messages(part[name], names, AT_FIRST if whole != name else len(part[name])) for name in LISTS}
    return {
        "of": part["of"],
        "unchanged": part["unchanged"],
        "lists": lists,
        "counts": {name: len(part[name]) for name in LISTS},
        "p_value": part["p_value"],
        "figures": part["figures"],
    }


def topics(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each topic with its shares before and after, what lost most first."""
    rows = [_topic(name, row["before"], row["after"]) for name, row in result["topics"].items()]
    return sorted(rows, key=lambda row: (row["change"], row["name"]))


def effect(engine: Engine, result: Mapping[str, Any], names: Names, *, whole: bool) -> dict[str, Any]:
    """What became of real messages, with the texts that are still there; accepted ones last."""
    part = result["effect"]
    accepted = {tuple(one) for one in result.get("accepted", ())}
    messages = [
        {
            **one,
            "accepted": (one["conversation_id"], one["seq"]) in accepted,
            "before": names.told(one["before"]),
            "after": names.told(one["after"]),
        }
        for one in with_texts(engine, part["messages"])
    ]
    messages.sort(key=lambda one: one["accepted"])
    return {
        **{name: part[name] for name in ("of", "elsewhere", "low", "high")},
        "accepted": len(accepted),
        "messages": messages if whole else messages[:AT_FIRST],
        "found": len(messages),
        "gone": len(part["messages"]) - len(messages),
    }


def verdict(found: Mapping[str, Any], names: Names, t: Words) -> dict[str, Any]:
    """The checks of the gate in words, those that refuse first."""
    checks = [_check(check, names, t) for check in found["checks"]]
    return {
        "passed": found["passed"],
        "against": found["against"],
        "checks": sorted(checks, key=lambda check: bool(check["passed"])),
        "refusing": sum(not check["passed"] for check in checks),
    }


def confusions(settings: Settings, version: str) -> list[tuple[str, str, int]]:
    """The topics that are mistaken for each other most often: expected, predicted, times."""
    found: Counter[tuple[str, str]] = Counter()
    for figures in kept_figures(settings, version).get("sets", {}).values():
        for expected, row in figures.get("confused_topics", {}).items():
            found.update({(expected, other): times for other, times in row.items() if other != expected})
    return [(expected, other, times) for (expected, other), times in found.most_common(CONFUSIONS)]


def intent_map(settings: Settings, version: str, names: Names, chosen: str) -> dict[str, Any] | None:
    """The map of intents as points of a picture, the nearest pairs, and the neighbours of the `chosen` one."""
    file = evaluation_folder(settings.models, version) / MAP
    if not file.exists():
        return None
    found = json.loads(file.read_text(encoding="utf-8"))
    near = found["nearest"].get(chosen, [])
    marked = {chosen, *(other for other, _ in near)} if near else set()
    scale = MAP_SIDE / 2 - MAP_EDGE
    dots = [
        {
            "intent": intent,
            "name": names.meaning(intent),
            "x": round(MAP_SIDE / 2 + x * scale, 1),
            "y": round(MAP_SIDE / 2 - y * scale, 1),
            "article": intent.startswith(ASK),
            "marked": intent in marked,
            "chosen": intent == chosen,
        }
        for intent, (x, y) in sorted(found["points"].items())
    ]
    pairs = [(names.told_pair(one), names.told_pair(other), cosine) for one, other, cosine in too_near(found, NEAREST)]
    neighbours = [(names.told_pair(other), cosine) for other, cosine in near]
    return {"dots": dots, "side": MAP_SIDE, "pairs": pairs, "chosen": chosen if near else "", "near": neighbours}


def _messages(rows: Sequence[Mapping[str, Any]], names: Names, most: int) -> dict[str, Any]:
    shown = [one for one in rows if _set(one) == FIRST]
    messages = [
        {
            "text": one["text"],
            "lang": one["lang"],
            **{name: names.told(one[name]) for name in ("expected", "before", "after", "predicted") if name in one},
        }
        for one in shown[:most]
    ]
    return {"messages": messages, "shown": len(messages), "found": len(shown), "withheld": len(rows) - len(shown)}


def _set(one: Mapping[str, Any]) -> str:
    """The held-out set of a message, by the name of its file."""
    name = str(one.get("place", "")).rpartition(":")[0].rpartition("/")[2]
    named = SET_OF_FILE.fullmatch(name)
    return named[1] if named else FIRST


def _topic(name: str, before: Sequence[int], after: Sequence[int]) -> dict[str, Any]:
    shares = [right / of if of else 0.0 for right, of in (before, after)]
    change = round(100 * (shares[1] - shares[0]), 1)
    word = "better" if change > 0 else "worse" if change < 0 else "same"
    return {"name": name, "before": before, "after": after, "change": change, "word": word}


def _check(check: Mapping[str, Any], names: Names, t: Words) -> dict[str, Any]:
    messages = [one for one in check["failing"] if isinstance(one, Mapping)]
    files = [one for one in check["failing"] if isinstance(one, str)]
    listed = _messages(messages, names, OF_A_CHECK)
    shares = check["name"] in ("case_specific", "sensitive", "emergency", "emergency_noticed", "topics", "copied")
    limit = next((one for one in ("floor", "bound", "few") if one in check), "")
    return {
        **check,
        "words": t["checks"].get(check["name"], check["name"]),
        "shown_value": _figure(check.get("value"), share=shares),
        "shown_limit": _figure(check.get(limit), share=shares and limit != "few"),
        "limit_word": limit,
        "why_words": t["whys"].get(check["why"], "") if check["why"] else "",
        "messages": {**listed, "found": listed["shown"]},
        "files": [_file(one) for one in files],
        "more": check.get("failing_of", 0) - listed["shown"] - listed["withheld"] - len(files),
    }


def _figure(value: Any, *, share: bool) -> str:
    if not isinstance(value, int | float):
        return ""
    return f"{100 * value:.1f} %" if share else f"{value:g}"


def _file(said: str) -> dict[str, str]:
    """`slug: rule: why`, or a path below data/, with the page where it is put right."""
    slug = slug_of(said) if said.endswith(".md") else said.partition(":")[0]
    if said.endswith(".csv"):
        return {"text": said, "link": f"/studio/tables/{said.removesuffix('.csv')}"}
    known = bool(slug) and all(part.isalnum() for part in str(slug).split("-"))
    return {"text": said, "link": f"/studio/articles/{slug}" if known else ""}
