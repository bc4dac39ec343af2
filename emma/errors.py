"""Every error this project raises on purpose; the message of each defaults to its docstring.

EmmaError
├── NotFound            404
├── Forbidden           403
├── Invalid             422
├── TooLong             413
├── TooMany             429
├── Ended               409
├── ErasureRefused      409
├── ChoiceExpired       409
├── FormClosed          409
├── NotVerified         409
├── Conflict            409   (a transition that no longer fits: claimed by somebody else, nobody there)
├── NotSignedIn         401
├── Locked              423   (too many wrong tries)
├── Busy                503
├── TurnFailed          (becomes the outcome `unavailable`)
├── KnowledgeError      (a file under data/ is wrong)
└── SettingsError       (stops the start)
"""

from __future__ import annotations


class EmmaError(Exception):
    """Something went wrong."""

    status = 500
    code = "error"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class NotFound(EmmaError):
    """There is nothing here."""

    status = 404
    code = "not_found"


class Forbidden(EmmaError):
    """This conversation is not open to you."""

    status = 403
    code = "forbidden"


class Invalid(EmmaError):
    """The message could not be read."""

    status = 422
    code = "invalid"


class TooLong(EmmaError):
    """The message is longer than 2,000 characters. Send the question in a few sentences."""

    status = 413
    code = "too_long"


class TooMany(EmmaError):
    """Too many messages in a short time. Wait a moment and try again."""

    status = 429
    code = "too_many"


class Ended(EmmaError):
    """This conversation has ended. Start a new one."""

    status = 409
    code = "ended"


class ErasureRefused(EmmaError):
    """This conversation cannot be erased now: a duty to keep records holds it."""

    status = 409
    code = "erasure_refused"


class ChoiceExpired(EmmaError):
    """That button is no longer offered. Choose one below or write your question."""

    status = 409
    code = "choice_expired"


class FormClosed(EmmaError):
    """This form is closed. What was written in it has been erased."""

    status = 409
    code = "form_closed"


class NotVerified(EmmaError):
    """Confirm the visitor's identity first."""

    status = 409
    code = "not_verified"


class Conflict(EmmaError):
    """This is no longer possible: it changed in the meantime."""

    status = 409
    code = "conflict"


class NotSignedIn(EmmaError):
    """Sign in first."""

    status = 401
    code = "not_signed_in"


class Locked(EmmaError):
    """Too many wrong tries. Try again later."""

    status = 423
    code = "locked"


class Busy(EmmaError):
    """Many people are writing at this moment. Try again in a few seconds."""

    status = 503
    code = "busy"


class TurnFailed(EmmaError):
    """The assistant could not finish this turn."""


class KnowledgeError(EmmaError):
    """A knowledge file cannot be used."""


class SettingsError(EmmaError):
    """A setting is missing or wrong."""
