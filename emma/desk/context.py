"""What the desk works with, wired once at the start of the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.engine import Engine

from emma.desk.attention import Attention
from emma.desk.disclosure import Disclosure
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.policy import HandoffPolicy
from emma.knowledge.phrases import Phrases
from emma.knowledge.search import Index
from emma.privacy import Agencies
from emma.vault import Vault


@dataclass(frozen=True)
class Desk:
    """The service; `index` gives the search of the release that is live when it is asked."""

    engine: Engine
    policy: HandoffPolicy
    phrases: Phrases
    agencies: Agencies
    vault: Vault
    disclosure: Disclosure
    index: Callable[[], Index | None] = lambda: None
    attention: Attention = field(default_factory=Attention)

    @property
    def rules(self) -> DeskRules:
        """desk.toml."""
        return self.policy.desk
