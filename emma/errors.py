"""Every error this project raises on purpose; the message of each defaults to its docstring.

EmmaError
├── NotFound            404
│   └── ReleaseUnknown  404
├── Forbidden           403
│   ├── NotPermitted    403   (the role of an account does not allow it)
│   ├── StalePage       403   (a form without the token of its session)
│   └── WrongKey        403   (of a service request)
├── Invalid             422
│   └── BadReference, UnknownKind, UnknownPlace, BadJourney, ContactNeeded, BadContact   422   (service requests)
├── TooLong             413
├── TooMany             429
├── Ended               409
├── ErasureRefused      409
├── ChoiceExpired       409
├── FormClosed          409
├── NotVerified         409
├── Guarded             422   (an agent's text holds what the guard masks; `details` say where)
├── Conflict            409   (a transition that no longer fits)
│   ├── AlreadyClaimed  409
│   ├── NotHeld         409
│   ├── NobodyThere     409
│   ├── AtCapacity      409
│   ├── NotHere         409
│   ├── WrongLane       403
│   ├── PracticeOnly    409   (nothing leaves a practice conversation)
│   ├── GateRefused, PromotedMeanwhile, AlreadyLive, NothingBefore, ReleaseBroken   409   (releases)
│   ├── JobRuns         409   (one training at a time)
│   └── RequestExists, RequestTaken, NoMoreAttempts, NotInWriting   409   (service requests)
├── NotSignedIn         401
├── Locked              423   (too many wrong tries)
│   └── KeyLocked       423   (of a service request)
├── Busy                503
├── TurnFailed          (becomes the outcome `unavailable`)
├── KnowledgeError      (a file under data/ is wrong)
├── StudioError         422   (a file of data/ cannot be written as it was asked)
│   ├── FormRefused     422   (what was typed; `problems` say where)
│   ├── BadPath         422   (not a file that the studio writes)
│   ├── EditedMeanwhile 409   (`theirs` is what stands there now)
│   ├── StillNeeded     409   (`needs` name what would break)
│   ├── OwnWork         409   (a second person has to approve)
│   ├── DraftFirst      409   (nor is it taken away by one)
│   ├── NotPutLive      409   (`why`: what stands in the way of this text)
│   └── NoRoom          507   (the disk refused)
└── SettingsError       (stops the start)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


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


class Conflict(EmmaError):
    """This is no longer possible: it changed in the meantime."""

    status = 409
    code = "conflict"


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


class JobRuns(Conflict):
    """Another job is running. There is one at a time: wait for its end, or cancel it."""

    code = "job_runs"


class NotSignedIn(EmmaError):
    """Sign in first."""

    status = 401
    code = "not_signed_in"


class Locked(EmmaError):
    """Too many wrong tries. Try again later."""

    status = 423
    code = "locked"


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


class StudioError(EmmaError):
    """This cannot be saved."""

    status = 422
    code = "studio"


class FormRefused(StudioError):
    """Something in this form must be changed before it is saved."""

    code = "form_refused"

    def __init__(self, problems: Sequence[object], message: str | None = None) -> None:
        super().__init__(message)
        self.problems = tuple(problems)  # findings of emma.knowledge.findings


class BadPath(StudioError):
    """This is not a file that the studio writes."""

    code = "bad_path"


class EditedMeanwhile(StudioError):
    """Somebody else has changed this meanwhile. Nothing was overwritten: compare both and save again."""

    status = 409
    code = "edited_meanwhile"

    def __init__(self, path: str, theirs: str, digest: str) -> None:
        super().__init__()
        self.path, self.theirs, self.digest = path, theirs, digest  # `digest` is empty where the file is gone


class StillNeeded(StudioError):
    """Something else still needs this."""

    status = 409
    code = "still_needed"

    def __init__(self, needs: Sequence[object]) -> None:
        super().__init__()
        self.needs = tuple(needs)  # references of emma.studio.references


class OwnWork(StudioError):
    """A second person approves this, not the one who wrote it."""

    status = 409
    code = "own_work"


class DraftFirst(StudioError):
    """One person does not take this article away. Make it a draft, let a second person approve that, train, promote."""

    status = 409
    code = "draft_first"


class NotPutLive(StudioError):
    """This text cannot go live by itself. Train a release instead."""

    status = 409
    code = "not_put_live"

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why  # a word of emma.studio.going_live


class NoRoom(StudioError):
    """The disk did not take the file; what was there before is unchanged."""

    status = 507
    code = "disk"


class DecidedMeanwhile(StudioError):
    """Somebody else has decided this meanwhile. Nothing was changed."""

    status = 409
    code = "decided_meanwhile"


class NotDecidable(StudioError):
    """This cannot be decided that way."""

    code = "not_decidable"


class UnknownIntent(StudioError):
    """There is no such intent."""

    code = "unknown_intent"


class ImportRefused(StudioError):
    """This file cannot be read as decisions."""

    code = "import_refused"


class ReleaseUnknown(NotFound):
    """There is no release of this name."""

    code = "release_unknown"


class GateRefused(Conflict):
    """The gate refuses this release. Nothing has changed; what failed is listed with it."""

    code = "gate_refused"

    def __init__(self, verdict: Any) -> None:
        super().__init__()
        self.verdict = verdict  # of emma.training.gate


class PromotedMeanwhile(Conflict):
    """Somebody made another release live meanwhile. Nothing has changed: compare with that one first."""

    code = "promoted_meanwhile"


class AlreadyLive(Conflict):
    """This release is live already."""

    code = "already_live"


class NothingBefore(Conflict):
    """No release was live before this one."""

    code = "nothing_before"


class ReleaseBroken(Conflict):
    """This release cannot be loaded. The live one goes on."""

    code = "release_broken"
