"""What the console shows of one message: replies as visitors see them, and the numbers behind them."""

from __future__ import annotations

from typing import Any

from emma.knowledge.markdown import to_html
from emma.nlu.corrector import CORRECTED
from emma.studio.console import Exchange
from emma.studio.explaining import Explained

POSITION, WAIT = "{position}", "{wait}"
SHOWN = "…"  # a place in the line and a wait: nobody is in a line here


def shown_exchange(exchange: Exchange) -> dict[str, Any]:
    """One message with the answer of each release. `intents`: those that are named anywhere in it."""
    answers = [_answer(answer) for answer in exchange.answers]
    return {
        "text": exchange.text,
        "kinds": exchange.kinds,
        "button": exchange.payload is not None,
        "differs": exchange.differs,
        "answers": answers,
        "intents": {name for answer in answers for name in answer["intents"]},
    }


def _answer(answer: Explained) -> dict[str, Any]:
    parse, result = answer.parse, answer.result
    ranking = [_ranked(one) for one in parse.get("full_ranking") or ()]
    readings = list(result.understanding) if result else []
    search = [{"intent": f"ask/{slug}", "score": score, "width": _width(score)} for slug, score in answer.search]
    groups = sorted((parse.get("groups") or {}).items(), key=lambda pair: -pair[1])
    named = {one["name"] for one in ranking} | {one["intent"] for one in (*readings, *search)}
    return {
        "version": answer.version,
        "problem": answer.problem,
        "replies": _replies(answer),
        "outcome": result.main.outcome.value if result else "",
        "topic": result.main.topic if result else "",
        "reason": result.main.reason.value if result and result.main.reason else "",
        "language": result.language if result else "",
        "effects": [effect.kind for effect in result.effects] if result else [],
        "readings": readings,
        "ranking": ranking,
        "groups": [{"name": name, "share": share, "width": _width(share)} for name, share in groups],
        "entities": list(parse.get("entities") or ()),
        "words": answer.words,
        "corrected": parse.get(CORRECTED, ""),
        "intent": (parse.get("intent") or {}).get("name", ""),
        "gate": answer.gate,
        "certainty": parse.get("certainty"),
        "search": search,
        "fired": answer.fired,
        "cpu": answer.cpu_ms,
        "intents": named,
    }


def _replies(answer: Explained) -> list[dict[str, Any]]:
    shown, place = [], 0
    for reply in answer.result.replies if answer.result else ():
        choices = []
        for choice in reply.choices:
            choices.append({"title": choice.title, "place": place})
            place += 1
        shown.append(
            {
                "html": to_html(reply.text.replace(POSITION, SHOWN).replace(WAIT, SHOWN)),
                "choices": choices,
                "sources": [dict(source) for source in reply.sources],
                "article": reply.article,
            }
        )
    return shown


def _ranked(one: dict[str, Any]) -> dict[str, Any]:
    probability = float(one.get("probability") or 0.0)
    return {
        "name": one["name"],
        "confidence": float(one.get("confidence") or 0.0),
        "probability": probability,
        "width": _width(probability),
    }


def _width(share: float) -> int:
    """Of 100 units of a bar."""
    return round(100 * min(1.0, max(0.0, share)))
