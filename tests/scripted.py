"""An assistant by the script: what Ana writes decides the kind of answer, in both languages, without a model."""

from __future__ import annotations

import threading
from typing import Any

from emma.assistant.replies import Choice, Effect, Reply, TurnResult
from emma.assistant.turn import Input
from emma.words import Outcome, Reason

SOURCES = (
    {
        "title": "International Immigration Offices",
        "url": "https://www.uscis.gov/about-us/find-a-uscis-office/international-immigration-offices",
        "as_of": "2026-10-01",
    },
)
TEXTS = {
    "en": {
        "office": "The office for Ghana is in **Accra**. Write to them first.",
        "which": "Which of these do you mean?",
        "danger": "In danger: text or call 911.",
        "queued": "You are in line for a person, in place {position}.",
        "others": "These are the closest other answers I have:",
    },
    "es": {
        "office": "La oficina para Ghana está en **Acra**. Escríbales primero.",
        "which": "¿A cuál de estas se refiere?",
        "danger": "Si hay peligro: escriba o llame al 911.",
        "queued": "Está en la fila para hablar con una persona, en el lugar {position}.",
        "others": "Estas son las otras respuestas más cercanas que tengo:",
    },
}
ARABIC = "مرحبا، أين المكتب؟"


class Script:
    """The turn; a message with "slow" in it is answered once `gate` is set."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def __call__(self, given: Input, state: dict[str, Any]) -> TurnResult:
        """One turn."""
        text, payload = given.text.lower(), given.payload or ""
        say = TEXTS[given.language]
        effects: tuple[Effect, ...] = ()
        if "slow" in text:
            self.gate.wait(20)
        if payload in ("/human", "/supervisor"):
            tier = "supervisor" if payload == "/supervisor" else "1"
            effects = (Effect("queue", Reason.REQUESTED, "human", tier=tier),)
            reply = Reply(say["queued"], Outcome.QUEUED, "human", reason=Reason.REQUESTED)
        elif payload.startswith("/did_not_help"):
            reply = Reply(say["others"], Outcome.ASKED, "other", choices=(Choice("Accra", "/office"),))
        elif "which" in text:
            choices = (Choice("Accra", "/office"), Choice("Nairobi", "/office"))
            reply = Reply(say["which"], Outcome.ASKED, "find_office", choices=choices)
        elif "danger" in text:
            reply = Reply(say["danger"], Outcome.EMERGENCY, "other")
        else:
            reply = Reply(say["office"], Outcome.ANSWERED, "find_office", sources=SOURCES, article="office-ghana")
        return TurnResult((reply,), effects, state, given.language)
