"""The tables, as SQLAlchemy models: conversations, handoffs, desk, requests, vault, knowledge, operation."""

from emma.models.agent import Agent, AgentSession, ApiToken, Presence
from emma.models.base import Base
from emma.models.conversation import Conversation, Message
from emma.models.desk import CannedResponse, Note, Notice, QualityReview
from emma.models.handoff import Handoff, HandoffEvent
from emma.models.inbox import InboxItem
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
from emma.models.operation import RateLimit
from emma.models.retention import Audit, Disposition, ScheduledWork
from emma.models.service_request import ServiceRequest, ServiceRequestEvent
from emma.models.training import Comparison, FileVersion, Release, ReleaseArchive, ReleaseEvent, TrainingJob
from emma.models.vault import SecureForm

__all__ = [
    "Agency",
    "Agent",
    "AgentSession",
    "ApiToken",
    "Article",
    "Audit",
    "Base",
    "CannedResponse",
    "Closure",
    "Comparison",
    "Conversation",
    "Disposition",
    "DomesticOffice",
    "Event",
    "Fee",
    "FileVersion",
    "Form",
    "Handoff",
    "HandoffEvent",
    "InboxItem",
    "InternationalOffice",
    "Jurisdiction",
    "Message",
    "Note",
    "Notice",
    "PhoneNumber",
    "Presence",
    "QualityReview",
    "RateLimit",
    "Release",
    "ReleaseArchive",
    "ReleaseEvent",
    "ScheduledWork",
    "SecureForm",
    "ServiceRequest",
    "ServiceRequestEvent",
    "ServiceRequestKind",
    "TrainingJob",
]
