"""The tables, as SQLAlchemy models: conversations, handoffs, vault, retention, knowledge, lookups, operation."""

from emma.models.base import Base
from emma.models.conversation import Conversation, Message
from emma.models.handoff import Handoff, HandoffEvent
from emma.models.knowledge import Article
from emma.models.lookup import (
    Agency,
    Closure,
    DomesticOffice,
    Event,
    Fee,
    Form,
    InternationalOffice,
    Jurisdiction,
    PhoneNumber,
    ServiceRequestKind,
)
from emma.models.operation import RateLimit, Release
from emma.models.retention import Audit, Disposition, ScheduledWork
from emma.models.vault import SecureForm

__all__ = [
    "Agency",
    "Article",
    "Audit",
    "Base",
    "Closure",
    "Conversation",
    "Disposition",
    "DomesticOffice",
    "Event",
    "Fee",
    "Form",
    "Handoff",
    "HandoffEvent",
    "InternationalOffice",
    "Jurisdiction",
    "Message",
    "PhoneNumber",
    "RateLimit",
    "Release",
    "ScheduledWork",
    "SecureForm",
    "ServiceRequestKind",
]
