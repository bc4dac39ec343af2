"""The words of the domain as enumerations: outcomes, reasons, statuses, senders, handoff states (design §2, §6)."""

from __future__ import annotations

from enum import StrEnum

LANGUAGES = ("en", "es")


class Status(StrEnum):
    """Who owns the conversation now."""

    WITH_ASSISTANT = "with_assistant"
    WAITING = "waiting"
    WITH_AGENT = "with_agent"
    ENDED = "ended"


class Sender(StrEnum):
    """Who wrote a message."""

    VISITOR = "visitor"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class Outcome(StrEnum):
    """What a reply of the assistant achieved; every reply carries one."""

    ANSWERED = "answered"
    ASKED = "asked"
    OFFERED_AGENT = "offered_agent"
    QUEUED = "queued"
    REDIRECTED = "redirected"
    DECLINED = "declined"
    EMERGENCY = "emergency"
    SMALL_TALK = "small_talk"
    UNAVAILABLE = "unavailable"


class Reason(StrEnum):
    """Why a handoff exists."""

    REQUESTED = "requested"
    CASE_SPECIFIC = "case_specific"
    COMPLEX = "complex"
    COMPLAINT = "complaint"
    SENSITIVE = "sensitive"
    SAFETY = "safety"
    NOT_UNDERSTOOD = "not_understood"
    REPEATED = "repeated"

    @property
    def public(self) -> str:
        """The word a visitor sees: a protected matter is never marked to the outside (design §8)."""
        return Reason.CASE_SPECIFIC.value if self is Reason.SENSITIVE else self.value


class HandoffState(StrEnum):
    """Where a handoff stands."""

    OFFERED = "offered"
    WAITING = "waiting"
    ACTIVE = "active"
    RESOLVED = "resolved"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ABANDONED = "abandoned"
    LEFT_SATISFIED = "left_satisfied"
    EXPIRED = "expired"


TOPICS = frozenset(
    """find_office phone_numbers appointment case_status forms fees change_of_address expedite travel_document
    green_card_replacement naturalization work_permit asylum_refugee adoption military humanitarian online_account
    outreach mail_fax_email scams accommodations records visa_process about_agency legal_help privacy other_agency
    human complaint greeting thanks goodbye other""".split()
)


class Role(StrEnum):
    """What an account may do; a supervisor may do all that tier 2 may."""

    TIER_1 = "tier_1"
    TIER_2 = "tier_2"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers whose lanes this role serves, its own first."""
        own = {Role.TIER_1: ("1",), Role.TIER_2: ("2", "1"), Role.SUPERVISOR: ("supervisor", "2", "1")}
        return own.get(self, ())


class PresenceState(StrEnum):
    """Where an agent is; only `here` gets new handoffs."""

    HERE = "here"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    TRAINING = "training"
    AWAY = "away"


class RequestState(StrEnum):
    """Where a service request stands; `referred` is what an office abroad answers itself."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    REFERRED = "referred"
