"""Errors of a visitor's conversation."""

from __future__ import annotations

from emma.errors.kinds import EmmaError


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


class Guarded(EmmaError):
    """This text holds what is masked before it is kept. Change it, or send it masked."""

    status = 422
    code = "guarded"
