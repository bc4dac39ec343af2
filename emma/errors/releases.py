"""Errors of trainings and releases."""

from __future__ import annotations

from typing import Any

from emma.errors.kinds import Conflict, NotFound


class JobRuns(Conflict):
    """Another job is running. There is one at a time: wait for its end, or cancel it."""

    code = "job_runs"


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
