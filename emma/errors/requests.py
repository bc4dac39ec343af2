"""Errors of service requests."""

from __future__ import annotations

from emma.errors.kinds import Conflict, Forbidden, Invalid, Locked


class KeyLocked(Locked):
    """Five wrong keys: this request stays locked for an hour. Its state and due date can be seen all the same."""

    code = "key_locked"


class WrongKey(Forbidden):
    """This reference and this key do not belong together."""

    code = "wrong_key"


class BadReference(Invalid):
    """This is not a reference: it is like EM-4093-TAAR."""

    code = "bad_reference"


class UnknownKind(Invalid):
    """There is no such kind of request."""

    code = "unknown_kind"


class UnknownPlace(Invalid):
    """Say where the case is: an office from the list, a country, the immigration court, or that you do not know."""

    code = "unknown_place"


class BadJourney(Invalid):
    """The date of the journey must be today or later, within five years."""

    code = "bad_journey"


class ContactNeeded(Invalid):
    """For this an officer calls or writes: a telephone number or an email address is needed."""

    code = "contact_needed"


class BadContact(Invalid):
    """The telephone number or the email address could not be read."""

    code = "bad_contact"


class RequestExists(Conflict):
    """A request of this kind is open already for this conversation."""

    code = "request_exists"


class RequestTaken(Conflict):
    """Somebody else works on this request, or it is finished."""

    code = "request_taken"


class NoMoreAttempts(Conflict):
    """Three attempts were made. Close the request."""

    code = "no_more_attempts"


class NotInWriting(Conflict):
    """A protected matter is answered by an officer directly, never in writing here."""

    code = "not_in_writing"
