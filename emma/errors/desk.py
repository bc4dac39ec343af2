"""Errors of handoffs and the desk."""

from __future__ import annotations

from emma.errors.kinds import Conflict


class AlreadyClaimed(Conflict):
    """Somebody else has this conversation, or nobody waits in it any more."""

    code = "already_claimed"


class NotHeld(Conflict):
    """You do not hold this conversation any more."""

    code = "not_held"


class NobodyThere(Conflict):
    """Nobody is there who could take it. Choose another lane or agent, or keep the conversation."""

    code = "nobody_there"


class AtCapacity(Conflict):
    """No further conversation fits beside those that are open."""

    code = "at_capacity"


class NotHere(Conflict):
    """Only who is here takes conversations. Set your presence to here first."""

    code = "not_here"


class WrongLane(Conflict):
    """This conversation waits for another tier or another language."""

    status = 403
    code = "wrong_lane"


class PracticeOnly(Conflict):
    """This is practice: nothing leaves this conversation. With a visitor it would be done now."""

    code = "practice"
