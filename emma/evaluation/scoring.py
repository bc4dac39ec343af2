"""One message scored: the expected beside the predicted, strictly and leniently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emma.errors import KnowledgeError
from emma.evaluation.held_out import Expected
from emma.evaluation.predictions import Prediction
from emma.words import Outcome

CERTAIN = 0.8
OUT_OF_SCOPE = "out_of_scope"
GENERAL = frozenset({Outcome.ANSWERED, Outcome.REDIRECTED})


@dataclass(frozen=True)
class Scored:
    """A message with its prediction, and every judgement on the two."""

    expected: Expected
    predicted: Prediction

    @property
    def route(self) -> bool:
        """The outcome is the expected one."""
        return self.predicted.outcome is self.expected.outcome

    @property
    def topic(self) -> bool:
        """The topic is the expected one."""
        return self.predicted.topic == self.expected.topic

    @property
    def strict(self) -> bool:
        """Outcome and topic are the expected ones."""
        return self.route and self.topic

    @property
    def lenient(self) -> bool:
        """One of the accepted meanings was understood or its article shown."""
        return bool(self.predicted.meanings & self.expected.accepted)

    @property
    def first(self) -> bool:
        """What was answered first is an accepted meaning."""
        return bool(self.predicted.first & self.expected.accepted)

    @property
    def within(self) -> bool:
        """An accepted meaning is in the answer or behind one of its two buttons."""
        return self.lenient or bool(frozenset(self.predicted.buttons) & self.expected.accepted)

    @property
    def both(self) -> bool:
        """Every meaning of a message with two questions was answered."""
        return self.expected.accepted <= self.predicted.meanings

    @property
    def contains(self) -> bool:
        """One of the wordings that must stand in the answer does, without regard to case, accents as written."""
        said = self.predicted.said.casefold()
        return any(wording.casefold() in said for wording in self.expected.contains)

    @property
    def language(self) -> bool:
        """The reply is in the language the visitor wrote in, or asked for."""
        return self.predicted.language == self.expected.reply_language

    @property
    def general(self) -> bool:
        """Answered as if it held for everybody: nobody offered, no emergency notice, no open question."""
        asked_variant = self.predicted.outcome is Outcome.ASKED and bool(self.predicted.articles)
        return self.predicted.outcome in GENERAL or asked_variant

    @property
    def refused(self) -> bool:
        """Told that it depends on a record, although it does not and no accepted meaning says so."""
        case = self.predicted.reason in ("case_specific", "complex", "sensitive")
        return self.predicted.outcome is Outcome.OFFERED_AGENT and case and not self.lenient

    @property
    def turned_away(self) -> bool:
        """Held to be out of scope or not understood: nothing answered, no meaning offered."""
        if self.predicted.outcome is Outcome.DECLINED:
            return True
        nothing = not self.predicted.meanings - {OUT_OF_SCOPE} and not self.predicted.buttons
        return self.predicted.outcome is Outcome.ASKED and nothing

    @property
    def wrong_but_certain(self) -> bool:
        """A wrong meaning answered at a confidence of 0.8 or more. A question back or an offer is no answer."""
        return self.predicted.outcome in GENERAL and not self.lenient and self.predicted.confidence >= CERTAIN

    @property
    def meaning(self) -> str:
        """The predicted meaning for the confusion of intents: an accepted one counts as the expected one."""
        return self.expected.intent if self.lenient else self.predicted.label

    @property
    def missed(self) -> bool:
        """Something is wrong, strictly or leniently."""
        return not self.strict or not self.lenient


def score(messages: Sequence[Expected], predictions: Iterable[Prediction]) -> list[Scored]:
    """Join by text and language. Raises KnowledgeError when a message has no prediction."""
    found = {(prediction.text, prediction.lang): prediction for prediction in predictions}
    missing = [message for message in messages if (message.text, message.lang) not in found]
    if missing:
        raise KnowledgeError(
            f"{len(missing)} of {len(messages)} messages have no prediction, the first is {missing[0].place}. "
            "Run the evaluation again without --from."
        )
    return [Scored(message, found[message.text, message.lang]) for message in messages]
