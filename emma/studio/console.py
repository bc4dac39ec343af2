"""The console: conversations with any release that nobody keeps. They live in memory, a few and not for long."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from emma.errors import Ended, Invalid, TooMany
from emma.evaluation.dialogues import after_turn
from emma.models.base import now
from emma.studio.explaining import Explained, Speaker, explain
from emma.studio.speakers import Aside, LiveSpeaker
from emma.words import Status

MOST_SESSIONS = 50
LIFETIME = timedelta(minutes=30)
MOST_TURNS = 40


@dataclass(frozen=True)
class Exchange:
    """One message and what came of it, the chosen release first. `text` is masked; `payload` is a button's."""

    text: str
    kinds: tuple[str, ...]
    payload: str | None
    answers: tuple[Explained, ...]

    @property
    def differs(self) -> bool:
        """Whether two releases answered differently."""
        return len({answer.meaning for answer in self.answers}) > 1


@dataclass
class Line:
    """Where the conversation with one release stands."""

    state: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Any] = field(
        default_factory=lambda: {"status": Status.WITH_ASSISTANT.value, "offer": None, "language": None}
    )


@dataclass
class Session:
    """One conversation of one person. `release` is empty for the live one; `beside`: the live one answers too."""

    id: str
    owner: str
    release: str
    beside: bool
    language: str | None
    exchanges: list[Exchange] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    touched: datetime = field(default_factory=now)
    lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def full(self) -> bool:
        """Whether no further message fits."""
        return len(self.exchanges) >= MOST_TURNS


class Console:
    """All conversations of this process. Safe to share between threads; nothing is written anywhere."""

    def __init__(self, live: LiveSpeaker, aside: Aside, clock: Callable[[], datetime] = now) -> None:
        self.live, self.aside = live, aside
        self._clock = clock
        self._lock = Lock()
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def start(self, owner: str, release: str = "", *, beside: bool = False, language: str | None = None) -> Session:
        """A new conversation; the oldest gives way to the fifty-first. A release that is not live begins to load."""
        release = "" if release == self.live.version else release
        session = Session(secrets.token_urlsafe(16), owner, release, beside and bool(release), language)
        session.lines = [Line() for _ in range(1 + session.beside)]
        session.touched = self._clock()
        with self._lock:
            self._forget_old()
            self._sessions[session.id] = session
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)
        if release:
            self.aside.want(release)
        return session

    def session(self, owner: str, session_id: str) -> Session:
        """A conversation of this person. Raises Ended when it is over, another's, or of another process."""
        with self._lock:
            self._forget_old()
            found = self._sessions.get(session_id)
            if found is None or found.owner != owner:
                raise Ended
            found.touched = self._clock()
            self._sessions.move_to_end(session_id)
            return found

    def standing(self, session: Session) -> str:
        """`ready`, `loading` or `failed`; a release whose place another one took is loaded again."""
        if not session.release:
            return "ready" if self.live.version else "failed"
        standing = self.aside.standing(session.release)
        if standing == "absent":
            self.aside.want(session.release)
            return "loading"
        return standing

    def say(self, session: Session, text: str) -> Exchange:
        """A typed message. Raises Invalid, TooLong (2,000 characters), TooMany (40 messages), Busy, TurnFailed."""
        return self._exchange(session, text, None)

    def choose(self, session: Session, place: int) -> Exchange:
        """A button of the last reply, counted over all its messages. Raises Invalid when there is none such."""
        last = session.exchanges[-1].answers[0].result if session.exchanges else None
        choices = [choice for reply in last.replies for choice in reply.choices] if last else []
        if not 0 <= place < len(choices):
            raise Invalid
        return self._exchange(session, choices[place].title, choices[place].payload)

    def replay(self, session: Session, said: Sequence[tuple[str, str | None]]) -> None:
        """Masked messages of a conversation and the payloads of its buttons, one after the other."""
        for text, payload in said[:MOST_TURNS]:
            self._exchange(session, text, payload)

    def end(self, session: Session) -> None:
        """Forget it now."""
        with self._lock:
            self._sessions.pop(session.id, None)

    def _exchange(self, session: Session, raw: str, payload: str | None) -> Exchange:
        with session.lock:
            if session.full:
                raise TooMany
            read = self.live.read(raw)
            with self._speakers(session) as speakers:
                answers = [
                    explain(speaker, read.text, session.language or line.known["language"], line.state, payload, **_told(line))
                    for speaker, line in zip(speakers, session.lines, strict=True)
                ]  # fmt: skip
            for answer, line in zip(answers, session.lines, strict=True):
                if answer.result is not None:
                    line.state, line.known = answer.result.state, after_turn(line.known, answer.result)
            exchange = Exchange(read.text, read.kinds, payload, tuple(answers))
            session.exchanges.append(exchange)
            return exchange

    @contextmanager
    def _speakers(self, session: Session) -> Iterator[list[Speaker]]:
        if not session.release:
            yield [self.live]
            return
        with self.aside.speaking(session.release) as other:
            yield [other, self.live] if session.beside else [other]

    def _forget_old(self) -> None:
        oldest = self._clock() - LIFETIME
        for key in [key for key, session in self._sessions.items() if session.touched < oldest]:
            del self._sessions[key]


def _told(line: Line) -> dict[str, Any]:
    return {"status": line.known["status"], "offer": line.known["offer"]}
