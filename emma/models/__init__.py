"""The tables, as SQLAlchemy models: conversations and handoffs, knowledge, lookups, operation."""

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

__all__ = [
    "Agency",
    "Article",
    "Base",
    "Closure",
    "Conversation",
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
    "ServiceRequestKind",
]
