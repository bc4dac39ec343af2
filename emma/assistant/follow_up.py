"""Follow-ups: a short message with no subject of its own, read with what the conversation was about.

"What about the fee", "how long", "the other one", "back to the office question": every word is a filler or a cue of
data/follow_up_words.csv, and data/follow_ups.csv says what the cue leads to. No model is asked: the same words always
mean the same, and a trainer changes them without training.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emma.errors import KnowledgeError
from emma.language import fold

WORD = re.compile(r"[^\W_]+(?:'\w+)?")
MOST_WORDS = 9
FILLER = "filler"
BACK, OTHER, MATTER, WAIT = "go_back", "other_one", "matter", "wait"
ORDINALS = ("first", "second", "third")
# "Back to the office question": which subject a word names, by the beginning of its payload.
NAMED = {"office": "/find_office", "fee": "/fee_info", "form": "/form_info", "phone": "/phone_numbers"}
# A bare name after one of these asks the same about another place, form or agency.
SAME_QUESTION = {
    "/fee_info": ("form",),
    "/form_info": ("form",),
    "/phone_numbers": ("place_country", "agency"),
    "/office_closures": ("place_city", "place_state"),
}
# While we wait for one of these, a name is the answer to our question.
OFFICE_PLACE = "office_place"
OUR_QUESTIONS = (OFFICE_PLACE, "form", "fee")
PLACE_WORDS = 3
# "And for Spanish?" asks for the service in Spanish; "in Spanish, please" is a wish to switch.
FOR_LANGUAGE = re.compile(r"\b(?:for|para)(?: el| los| las)? (?:spanish|english|espanol|ingles|hispan)")
LANGUAGE = "language"
NAMES = ("place_", "form", "agency")
# Said after a second try, this is no plain no to the offer.
UNHELPFUL = re.compile(r"\b(?:either|tampoco|not (?:help|answer|useful)|n't help|no me (?:esta |estas )?(?:ayud|sirv))")
NEEDS = frozenset({"", "form", "waiting"})

Slots = Mapping[str, Any]


@dataclass(frozen=True)
class Lead:
    """One row of data/follow_ups.csv: what `kind` leads to while the subject's topic is `topic` (any when empty)."""

    kind: str
    topic: str
    needs: str
    payload: str


@dataclass(frozen=True)
class FollowUps:
    """`kinds[word]` are the kinds a word is a cue of; `leads` are tried in order."""

    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    leads: Sequence[Lead] = ()


def read_follow_ups(folder: Path) -> FollowUps:
    """Read follow_up_words.csv and follow_ups.csv. Raises KnowledgeError for a need nobody knows."""
    kinds: dict[str, set[str]] = {}
    with (folder / "follow_up_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in row["words"].split():
                kinds.setdefault(fold(word), set()).add(row["kind"])
    with (folder / "follow_ups.csv").open(encoding="utf-8", newline="") as file:
        leads = [Lead(row["kind"], row["topic"], row["needs"], row["payload"]) for row in csv.DictReader(file)]
    for lead in leads:
        if lead.needs not in NEEDS:
            raise KnowledgeError(f"follow_ups.csv, {lead.kind}: unknown need {lead.needs!r}")
    return FollowUps({word: frozenset(found) for word, found in kinds.items()}, leads)


def cues(text: str, rules: FollowUps) -> frozenset[str]:
    """The kinds a short message is about when it has no word beside cues and fillers; else nothing."""
    words = WORD.findall(fold(text))
    if text.lstrip().startswith("/"):
        return frozenset()  # written like a command: the NLU reads it as any text
    if not words or len(words) > MOST_WORDS or any(word not in rules.kinds for word in words):
        return frozenset()
    return frozenset().union(*(rules.kinds[word] for word in words)) - {FILLER}


def resolve(text: str, parse: Mapping[str, Any], slots: Slots, rules: FollowUps) -> str | None:
    """The payload that a follow-up stands for, or None: then the message is read by itself.

    `slots["subjects"]` are the last things answered, oldest first: `{payload, topic, form}`.
    """
    subjects: Sequence[Mapping[str, Any]] = slots.get("subjects") or ()
    found, intent = cues(text, rules), str(parse["intent"].get("name") or "")
    if FOR_LANGUAGE.search(fold(text)):
        found |= {LANGUAGE}
    if BACK in found or intent == BACK:
        return _back(_kinds_in(text, rules), subjects)
    if slots.get("awaiting") == OFFICE_PLACE and intent == "out_of_scope" and len(WORD.findall(text)) <= PLACE_WORDS:
        return "/inform"
    if intent == "deny" and slots.get("unhelpful") and UNHELPFUL.search(fold(text)):
        return "/did_not_help"
    if intent == "inform" or _is_bare(text, parse, rules):
        same = None if slots.get("awaiting") in OUR_QUESTIONS else _same_question(parse, subjects)
        return same or (None if intent == "inform" else _named(parse))
    if intent == "office_closures" and subjects:
        return _same_place(parse, subjects[-1])
    if is_other(text, parse, rules):
        return str(subjects[-2]["payload"]) if len(subjects) > 1 else None
    if subjects or slots.get("status") == "waiting":
        for kind in dict.fromkeys(lead.kind for lead in rules.leads):
            if kind in found:
                return _led(kind, parse, subjects[-1] if subjects else {}, slots, rules)
    return _led(_full_name(parse), parse, {}, slots, rules)


def ordinal(text: str, rules: FollowUps) -> int | None:
    """0 for `the first one`, 1 for `la segunda`, 2 for the third; None for anything else."""
    found = cues(text, rules)
    return next((i for i, kind in enumerate(ORDINALS) if kind in found), None)


def is_other(text: str, parse: Mapping[str, Any], rules: FollowUps) -> bool:
    """Whether the visitor wants the other one of what was offered; "another question" is none of it."""
    found = cues(text, rules)
    return (OTHER in found and MATTER not in found) or parse["intent"].get("name") == OTHER


def _led(kind: str, parse: Mapping[str, Any], subject: Mapping[str, Any], slots: Slots, rules: FollowUps) -> str | None:
    form = _named_form(parse) or subject.get("form")
    for lead in rules.leads:
        if lead.kind != kind or (lead.topic and lead.topic != subject.get("topic")):
            continue
        if (lead.needs == "form" and not form) or (lead.needs == "waiting" and slots.get("status") != "waiting"):
            continue
        return _with_form(lead.payload.replace("{form}", str(form)), form) or None
    return None


def _with_form(payload: str, form: str | None) -> str:
    """The article that a follow-up leads to stays about the form: "how long", then "and where do I send it"."""
    return payload[:-1] + f', "form": "{form}"}}' if form and payload.startswith("/ask{") else payload


def _back(kinds: frozenset[str], subjects: Sequence[Mapping[str, Any]]) -> str | None:
    for kind, beginning in NAMED.items():
        named = [one["payload"] for one in subjects if kind in kinds and one["payload"].startswith(beginning)]
        if named:
            return str(named[-1])
    return str(subjects[max(0, len(subjects) - 2)]["payload"]) if subjects else None


def _same_question(parse: Mapping[str, Any], subjects: Sequence[Mapping[str, Any]]) -> str | None:
    beginning, _, rest = str(subjects[-1]["payload"]).partition("{") if subjects else ("", "", "")
    before = json.loads("{" + rest) if rest else {}
    for entity in parse.get("entities", []):
        if entity["entity"] in SAME_QUESTION.get(beginning, ()):
            kept = {name: value for name, value in before.items() if name == "aspect"}
            return beginning + json.dumps({entity["entity"]: entity["value"], **kept}, ensure_ascii=False)
    return None


def _is_bare(text: str, parse: Mapping[str, Any], rules: FollowUps) -> bool:
    """Whether a message only names a place, a form or an agency: "no wait, I meant I-765", "¿y allá en Perú?"."""
    spans = [one for one in parse.get("entities", []) if one["entity"].startswith(NAMES) and one.get("end")]
    rest = list(text)
    for one in spans:
        rest[one["start"] : one["end"]] = " " * (one["end"] - one["start"])
    words = WORD.findall(fold("".join(rest)))
    return bool(spans) and all(rules.kinds.get(word, frozenset()) & {FILLER, WAIT} for word in words)


def _named(parse: Mapping[str, Any]) -> str:
    names = {one["entity"]: one["value"] for one in reversed(parse["entities"]) if one["entity"].startswith(NAMES)}
    return "/inform" + json.dumps(names, ensure_ascii=False)


def _same_place(parse: Mapping[str, Any], subject: Mapping[str, Any]) -> str | None:
    """ "Is it open today" after an office: that office's town."""
    named = any(one["entity"].startswith("place_") for one in parse.get("entities", []))
    beginning, _, place = str(subject["payload"]).partition("{")
    if named or beginning != "/find_office" or not ("place_city" in place or "place_state" in place):
        return None
    return "/office_closures{" + place


def _kinds_in(text: str, rules: FollowUps) -> frozenset[str]:
    return frozenset().union(*(rules.kinds.get(word, frozenset()) for word in WORD.findall(fold(text))))


def _named_form(parse: Mapping[str, Any]) -> str | None:
    return next((str(one["value"]) for one in parse.get("entities", []) if one["entity"] == "form"), None)


def _full_name(parse: Mapping[str, Any]) -> str:
    intent = parse["intent"]
    return str(intent.get("full_retrieval_intent_name") or intent.get("name") or "")
