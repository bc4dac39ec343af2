"""A message that only names a place, a form or an agency answers a question of ours or asks the obvious one: `inform`.

Without this, a name alone goes to whichever article happens to mention it most. "What is form I-90 for" is no answer to
anything: it asks about the form.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from emma.nlu.classifier import CERTAINTY, FULL_RANKING
from emma.nlu.text import fold

INFORM, FORM_INFO = "inform", "form_info"
ASKING = frozenset({"what", "que"})
NAMED = ("place_", "form", "agency")
# "What about I-765", "¿y qué tal la I-765?" go on with what was talked about.
FOLLOWING = frozenset({("what", "about"), ("how", "about"), ("que", "tal")})
WORD = re.compile(r"[^\W_]+")
FILLERS = frozenset(
    """i im am m live living in at near by from the a an is it its my city state zip code country no not meant mean
    sorry ok and or for what about form number please here actually we are were stay staying town area
    vivo vivimos estoy estamos en cerca de del la el es mi ciudad estado codigo postal pais no perdon quise decir me
    refiero referia a al y o para que tal forma formulario numero por favor aqui digo desde soy""".split()
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class BareEntityClassifier(GraphComponent, IntentClassifier):
    """Sets `inform` where nothing but names and filler words is left."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Nothing: without entities it does nothing."""
        return []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BareEntityClassifier:
        """See GraphComponent."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Override the intent of bare messages; confidence 1, since nothing is guessed."""
        for message in messages:
            text, entities = message.get(TEXT) or "", message.get(ENTITIES) or []
            if is_bare(text, entities):
                sure = {"name": FORM_INFO if asks_about_form(text, entities) else INFORM, "confidence": 1.0}
                message.set(INTENT, dict(sure), add_to_output=True)
                message.set(CERTAINTY, 1.0, add_to_output=True)
                for ranking in (INTENT_RANKING_KEY, FULL_RANKING):
                    message.set(ranking, [dict(sure)], add_to_output=True)
        return messages


def is_bare(text: str, entities: list[dict[str, Any]]) -> bool:
    """Whether a text holds a name and, outside all names, only filler words."""
    named = [e for e in entities if str(e.get("entity", "")).startswith(NAMED)]
    if not named:
        return False
    rest = list(text)
    for entity in named:
        for position in range(entity["start"], min(entity["end"], len(rest))):
            rest[position] = " "
    return all(word in FILLERS for word in WORD.findall(fold("".join(rest))))


def asks_about_form(text: str, entities: list[dict[str, Any]]) -> bool:
    """Whether a bare message asks what its form is: `what is the I-407 about`, but not `what about I-407`."""
    words = WORD.findall(fold(text))
    named = any(entity.get("entity") == "form" for entity in entities)
    return named and not ASKING.isdisjoint(words) and not FOLLOWING & set(pairwise(words))
