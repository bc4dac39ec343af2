"""An agent leaves the desk: what is held goes back to its place, and nothing new comes."""

from __future__ import annotations

from emma.accounts.people import Person
from emma.desk.attending import give_back_all
from emma.desk.context import Desk
from emma.handoffs.presence import set_presence
from emma.words import PresenceState

SIGNED_OUT = "signed_out"


def leave(desk: Desk, person: Person) -> list[str]:
    """At signing out of the last browser. Gives the ids of the conversations that wait again."""
    if not person.may_serve:
        return []
    returned = give_back_all(desk, person.id, SIGNED_OUT)
    with desk.engine.begin() as connection:
        set_presence(connection, person.id, PresenceState.AWAY)
    return returned
