"""A release beside another: held-out messages that changed, the effect on real ones, size and speed; kept as one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma.audit import record
from emma.errors import NotFound, ReleaseUnknown
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.predictions import Prediction
from emma.evaluation.scoring import Scored, score
from emma.models import Comparison
from emma.models.base import now
from emma.settings import Settings
from emma.training.effect import LAST, Said, ask_all, effect, last_messages
from emma.training.evaluated import kept_predictions, not_usable, summary
from emma.training.evaluating import evaluate_release, keep_figures
from emma.training.folders import model_file
from emma.training.paired import Pair, mcnemar, paired, strict_changes, topics
from emma.training.progress import Progress, silent
from emma.training.releases import RELEASE
from emma.training.trial import ACTIONS, Trial

COMPARISON = Comparison.__table__


def compare(
    engine: Engine,
    settings: Settings,
    release: str,
    against: str,
    progress: Progress = silent,
    *,
    last: int = LAST,
    actions: str = ACTIONS,
) -> dict[str, Any]:
    """Compare `release` with `against`, keep the result and give it. Raises ReleaseUnknown.

    `{release, against, held_out, topics, effect, size, speed, accepted}`. `held_out` is `{of, better, worse, changed,
    unchanged, p_value, figures}`; each message of its lists as Pair.as_json. `changed` is answered by something else and
    as right or wrong as before. `p_value`: McNemar's exact test on outcome and topic. Messages that one of the two has
    not predicted yet are asked now.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        for version in (release, against):
            if connection.execute(select(RELEASE.c.version).where(RELEASE.c.version == version)).first() is None:
                raise ReleaseUnknown
        said = last_messages(connection, last)
    messages = read_folder(settings.held_out)
    found: dict[str, tuple[list[Scored], list[Prediction | None]]] = {}
    for version in (against, release):
        found[version] = _of_release(engine, settings, version, messages, said, progress, actions)
    pairs = paired(found[against][0], found[release][0])
    result = {
        "release": release,
        "against": against,
        "held_out": held_out(pairs),
        "topics": topics(pairs),
        "effect": effect(said, found[against][1], found[release][1]),
        "size": {"before": _size(settings, against), "after": _size(settings, release)},
        "speed": {"before": _speed(found[against][0]), "after": _speed(found[release][0])},
    }
    with engine.begin() as connection:
        return _keep(connection, release, against, result)


def held_out(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The held-out part of a comparison."""
    better = [pair for pair in pairs if pair.change > 0]
    worse = [pair for pair in pairs if pair.change < 0]
    changed = [pair for pair in pairs if pair.change == 0 and pair.moved]
    right, wrong = strict_changes(pairs)
    return {
        "of": len(pairs),
        "better": [pair.as_json() for pair in better],
        "worse": [pair.as_json() for pair in worse],
        "changed": [pair.as_json() for pair in changed],
        "unchanged": len(pairs) - len(better) - len(worse) - len(changed),
        "strict": {"better": right, "worse": wrong},
        "p_value": round(mcnemar(right, wrong), 4),
        "figures": {
            "before": summary([pair.before for pair in pairs]),
            "after": summary([pair.after for pair in pairs]),
        },
    }


def comparison(engine: Engine, release: str, against: str) -> dict[str, Any] | None:
    """The kept comparison of two releases; None when they were not compared."""
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(_row(release, against)).first()
    return dict(row.result) if row else None


def accept(engine: Engine, release: str, against: str, conversation_id: str, seq: int, person_id: str) -> None:
    """A trainer looked at a real message that goes elsewhere, and it is right so. Raises NotFound when it is not among
    those of the comparison."""
    with engine.begin() as connection:
        row = connection.execute(_row(release, against).with_for_update()).first()
        moved = row.result["effect"]["messages"] if row else ()
        if (conversation_id, seq) not in {(one["conversation_id"], one["seq"]) for one in moved}:
            raise NotFound
        accepted = [list(one) for one in row.result.get("accepted", ())]
        if [conversation_id, seq] in accepted:
            return
        result = {**row.result, "accepted": [*accepted, [conversation_id, seq]]}
        connection.execute(update(COMPARISON).where(COMPARISON.c.id == row.id).values(result=result))
        record(connection, person_id, "comparison.accepted", conversation_id=conversation_id, subject=release)


def _of_release(
    engine: Engine,
    settings: Settings,
    version: str,
    messages: Sequence[Expected],
    said: Sequence[Said],
    progress: Progress,
    actions: str,
) -> tuple[list[Scored], list[Prediction | None]]:
    """The release on the held-out messages and on the real ones. One model is loaded at a time, and none for nothing."""
    if not_usable(settings, version, messages):
        keep_figures(engine, version, evaluate_release(settings, version, progress, actions=actions))
    scored = score(messages, kept_predictions(settings, version))
    if not said:
        return scored, []
    with Trial(settings, version, actions) as trial:
        return scored, ask_all(said, trial.turn, progress)


def _keep(connection: Connection, release: str, against: str, result: dict[str, Any]) -> dict[str, Any]:
    """Write the row; what was accepted stays accepted while the message still goes elsewhere."""
    row = connection.execute(_row(release, against).with_for_update()).first()
    moved = [[one["conversation_id"], one["seq"]] for one in result["effect"]["messages"]]
    before = [list(one) for one in row.result.get("accepted", ())] if row else []
    result = {**result, "accepted": [one for one in before if one in moved]}
    if row:
        connection.execute(update(COMPARISON).where(COMPARISON.c.id == row.id).values(result=result, made_at=now()))
    else:
        values = {"release": release, "against": against, "result": result, "made_at": now()}
        connection.execute(insert(COMPARISON).values(**values))
    return result


def _row(release: str, against: str) -> Any:
    return select(COMPARISON).where(COMPARISON.c.release == release, COMPARISON.c.against == against)


def _size(settings: Settings, version: str) -> int:
    """Bytes of the model."""
    file = model_file(settings.models, version)
    return file.stat().st_size if file.exists() else 0


def _speed(scored: Sequence[Scored]) -> dict[str, float]:
    """Milliseconds of CPU for a turn, `p50` and `p95`, on the host that evaluated the release."""
    return dict(summary(scored)["cpu_ms"])
