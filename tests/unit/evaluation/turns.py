"""Held-out messages and turns of a fake assistant, for the tests of the evaluation."""

from __future__ import annotations

from collections.abc import Callable

from emma.assistant.replies import Choice, Reply, TurnResult
from emma.evaluation.held_out import Expected
from emma.evaluation.predictions import predict
from emma.evaluation.scoring import Scored, score
from emma.words import Outcome, Reason


def expected(text: str = "how do I replace my card", intent: str = "ask/replace-card", **more: object) -> Expected:
    values = {
        "lang": "en",
        "outcome": Outcome.ANSWERED,
        "reason": None,
        "topic": "green_card_replacement",
        "register": "short",
        "place": "en.csv:1",
    }
    return Expected(text=text, intent=intent, **{**values, **more})


def case(text: str = "where is my card", intent: str = "my_delivery", **more: object) -> Expected:
    reason = more.pop("reason", Reason.CASE_SPECIFIC)
    return expected(text, intent, outcome=Outcome.OFFERED_AGENT, reason=reason, topic="case_status", **more)


def reply(outcome: Outcome = Outcome.ANSWERED, topic: str = "green_card_replacement", **more: object) -> Reply:
    return Reply(**{"text": "So it is.", "outcome": outcome, "topic": topic, "confidence": 0.95, **more})


def answer(slug: str, **more: object) -> TurnResult:
    return turn_result(reply(article=slug, **more), intents=(f"ask/{slug}",))


def offer(intent: str = "my_delivery", beside: str | None = "not-received-mail") -> TurnResult:
    said = reply(Outcome.OFFERED_AGENT, "case_status", reason=Reason.CASE_SPECIFIC, article=beside)
    return turn_result(said, intents=(intent,))


def question(*payloads: str, article: str | None = None) -> TurnResult:
    choices = tuple(Choice(payload, payload) for payload in payloads)
    said = reply(Outcome.ASKED, choices=choices, article=article, confidence=0.4)
    return turn_result(said, intents=("nlu_fallback",))


def turn_result(*replies: Reply, intents: tuple[str, ...], language: str = "en") -> TurnResult:
    understood = tuple({"intent": intent} for intent in intents)
    return TurnResult(replies=replies, effects=(), state={}, language=language, understanding=understood)


def saying(result: TurnResult) -> Callable[[str], TurnResult]:
    return lambda text: result


def scored(message: Expected, result: TurnResult) -> Scored:
    return score([message], predict([message], saying(result)))[0]
