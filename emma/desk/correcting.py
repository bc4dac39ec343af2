""" "Emma was wrong": an agent names the right answer, and the trainers find it in their inbox."""

from __future__ import annotations

from sqlalchemy import select

from emma import audit
from emma.accounts.people import Person
from emma.conversations.messages import MESSAGE
from emma.desk.attending import hold_conversation
from emma.desk.context import Desk
from emma.desk.guarding import guard_or_ask
from emma.errors import Invalid, NotFound, PracticeOnly
from emma.handoffs.practising import is_practice
from emma.inbox.filing import file_correction
from emma.knowledge.articles import titles
from emma.words import Sender


def correct(
    desk: Desk, person: Person, conversation_id: str, seq: int, right_answer: str, article: str | None = None
) -> int:
    """Say what the assistant's reply `seq` should have been. Gives the inbox item's id.

    Raises Guarded; Invalid in a protected conversation, of which nothing gets into the inbox; PracticeOnly, NotFound,
    NotHeld, Ended.
    """
    said = guard_or_ask(desk, right_answer, person, masked=False).text
    with desk.engine.begin() as connection:
        held = hold_conversation(connection, person, conversation_id)
        if is_practice(connection, held.handoff_id):
            raise PracticeOnly
        if held.sensitive:
            raise Invalid("Nothing of this conversation goes to the trainers. Tell them in your own words.")
        mine = MESSAGE.c.conversation_id == conversation_id
        reply = connection.execute(
            select(MESSAGE).where(mine, MESSAGE.c.seq == seq, MESSAGE.c.sender == Sender.ASSISTANT)
        ).first()
        asked = reply and connection.execute(select(MESSAGE).where(mine, MESSAGE.c.seq == reply.reply_to)).first()
        if not asked or (article is not None and not titles(connection, [article], asked.language)):
            raise NotFound
        item = file_correction(
            connection,
            conversation_id=conversation_id,
            seq=seq,
            text=asked.text,
            language=asked.language,
            right_answer=said,
            made_by=person.id,
            predicted=reply.article or reply.topic,
            confidence=reply.confidence,
            article=article,
        )
        audit.record(connection, person.id, "reply.corrected", conversation_id=conversation_id, subject=str(seq))
    return item
