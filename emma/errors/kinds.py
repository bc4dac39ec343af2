"""The kinds of error, by what a client may do about them; the message of each defaults to its docstring."""

from __future__ import annotations


class EmmaError(Exception):
    """Something went wrong."""

    status = 500
    code = "error"

    def __init__(self, message: str | None = None, **details: object) -> None:
        super().__init__(message or (self.__doc__ or "").strip())
        self.details = details  # beside code and message in JSON; never the words of anybody


class NotFound(EmmaError):
    """There is nothing here."""

    status = 404
    code = "not_found"


class Forbidden(EmmaError):
    """This conversation is not open to you."""

    status = 403
    code = "forbidden"


class NotPermitted(Forbidden):
    """Your account does not allow this."""

    code = "not_permitted"


class StalePage(Forbidden):
    """This page is out of date. Load it again and repeat what you did."""

    code = "stale_page"


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
