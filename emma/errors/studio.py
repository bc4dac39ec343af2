"""Errors of what trainers write and decide."""

from __future__ import annotations

from collections.abc import Sequence

from emma.errors.kinds import EmmaError


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
    """This file cannot be read as decisions. `why` and its values stand in the pages' words under `file_refused`."""

    code = "import_refused"

    def __init__(self, why: str, line: int = 0, **values: object) -> None:
        super().__init__(f"{why}, line {line}" if line else why)
        self.why, self.line, self.values = why, line, values
