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

from emma.errors.conversations import ChoiceExpired, Ended, ErasureRefused, FormClosed, Guarded, NotVerified
from emma.errors.desk import AlreadyClaimed, AtCapacity, NobodyThere, NotHeld, NotHere, PracticeOnly, WrongLane
from emma.errors.kinds import (
    Busy,
    Conflict,
    EmmaError,
    Forbidden,
    Invalid,
    KnowledgeError,
    Locked,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SettingsError,
    StalePage,
    TooLong,
    TooMany,
    TurnFailed,
)
from emma.errors.releases import (
    AlreadyLive,
    GateRefused,
    JobRuns,
    NothingBefore,
    PromotedMeanwhile,
    ReleaseBroken,
    ReleaseUnknown,
)
from emma.errors.requests import (
    BadContact,
    BadJourney,
    BadReference,
    ContactNeeded,
    KeyLocked,
    NoMoreAttempts,
    NotInWriting,
    RequestExists,
    RequestTaken,
    UnknownKind,
    UnknownPlace,
    WrongKey,
)
from emma.errors.studio import (
    BadPath,
    DecidedMeanwhile,
    DraftFirst,
    EditedMeanwhile,
    FormRefused,
    ImportRefused,
    NoRoom,
    NotDecidable,
    NotPutLive,
    OwnWork,
    StillNeeded,
    StudioError,
    UnknownIntent,
)

__all__ = [
    "AlreadyClaimed",
    "AlreadyLive",
    "AtCapacity",
    "BadContact",
    "BadJourney",
    "BadPath",
    "BadReference",
    "Busy",
    "ChoiceExpired",
    "Conflict",
    "ContactNeeded",
    "DecidedMeanwhile",
    "DraftFirst",
    "EditedMeanwhile",
    "EmmaError",
    "Ended",
    "ErasureRefused",
    "Forbidden",
    "FormClosed",
    "FormRefused",
    "GateRefused",
    "Guarded",
    "ImportRefused",
    "Invalid",
    "JobRuns",
    "KeyLocked",
    "KnowledgeError",
    "Locked",
    "NoMoreAttempts",
    "NoRoom",
    "NobodyThere",
    "NotDecidable",
    "NotFound",
    "NotHeld",
    "NotHere",
    "NotInWriting",
    "NotPermitted",
    "NotPutLive",
    "NotSignedIn",
    "NotVerified",
    "NothingBefore",
    "OwnWork",
    "PracticeOnly",
    "PromotedMeanwhile",
    "ReleaseBroken",
    "ReleaseUnknown",
    "RequestExists",
    "RequestTaken",
    "SettingsError",
    "StalePage",
    "StillNeeded",
    "StudioError",
    "TooLong",
    "TooMany",
    "TurnFailed",
    "UnknownIntent",
    "UnknownKind",
    "UnknownPlace",
    "WrongKey",
    "WrongLane",
]
