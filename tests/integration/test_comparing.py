"""Two really trained releases of the small project beside each other: trial, comparison, effect, gate."""

from __future__ import annotations

import csv
import json
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Engine

from emma.conversations.opening import start
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import NotFound, ReleaseUnknown
from emma.evaluation.held_out import read_folder
from emma.knowledge.reading import library
from emma.knowledge.seed import seed
from emma.models import Audit, Comparison, Conversation, Handoff, Message, Release
from emma.models.base import now
from emma.settings import Settings
from emma.training.comparing import accept, compare, comparison
from emma.training.effect import last_messages, with_texts
from emma.training.evaluated import kept_figures, kept_predictions
from emma.training.gate import judge
from emma.training.train import train
from emma.training.trial import Trial
from tests.small_project import small

pytestmark = pytest.mark.timeout(1200)

SAID = ("how do I renew my green card", "what happens with my case", "hello", "somebody follows me with a gun")


@dataclass
class Two:
    """`before` is live; `after` takes messages about one's own case for a general question."""

    settings: Settings
    engine: Engine
    before: str
    after: str

    @property
    def names(self) -> tuple[str, str]:
        """In the order of `compare`."""
        return self.after, self.before


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    settings = small(tmp_path_factory.mktemp("small"))
    engine = open_engine(settings.database)
    migrate(engine)
    seed(engine, settings.data)
    before = train(engine, settings)
    for path in (settings.data / "nlu").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"intent: my_case$", "intent: ask/check-case-status", text, flags=re.M), encoding="utf-8"
        )
    article = next(settings.data.rglob("emma-what-is.md"))
    article.write_text(article.read_text(encoding="utf-8").replace("Emma", "Emmeline"), encoding="utf-8")
    for text in SAID:
        say(engine, text)
    yield Two(settings, engine, before, train(engine, settings))
    engine.dispose()


def say(engine: Engine, text: str, conversation: str = "", **message: object) -> str:
    """Ana types, Emma answers; gives the conversation."""
    held = conversation or start(engine, None).id
    with engine.begin() as connection:
        seq = int(connection.execute(select(func.count()).where(Message.conversation_id == held)).scalar_one()) + 1
        common = {"conversation_id": held, "language": "en", "sent_at": now()}
        mine = {"seq": seq, "sender": "visitor", "text": text, "client_id": uuid.uuid4().hex, "choice": None}
        reply = {"seq": seq + 1, "sender": "assistant", "text": "An answer.", "reply_to": seq, "outcome": "answered"}
        given = message.pop("reply", {})
        connection.execute(insert(Message).values(**{**common, **mine, **message}))
        if given is not None:
            connection.execute(insert(Message).values(**{**common, **reply, **given}))  # type: ignore[dict-item]
    return held


def test_a_trial_speaks_with_the_data_of_its_release_and_leaves_what_is_bound_alone(two: Two) -> None:
    bound = library()
    for version, name in ((two.before, "Emma"), (two.after, "Emmeline")):
        with Trial(two.settings, version) as trial:
            assert trial.own_data
            result = trial.turn("what is Emma", "en")
            assert result.main.article == "emma-what-is"
            assert name in result.main.text
            assert ("Emmeline" in result.main.text) == (name == "Emmeline")
            assert trial.parse("what is Emma")["intent"]["name"].startswith("ask")
            assert library() is bound
    with two.engine.connect() as connection:
        assert connection.execute(select(Release.version).where(Release.live.is_(True))).scalar() == two.before


def test_a_trial_of_nobody_leaves_nothing_behind(two: Two) -> None:
    with pytest.raises(ReleaseUnknown), Trial(two.settings, "release-nobody"):
        pass


def test_training_leaves_the_evaluation_beside_the_release(two: Two) -> None:
    figures = kept_figures(two.settings, two.after)
    folder = two.settings.models / f"{two.after}-evaluation"
    assert figures["summary"]["messages"] == len(read_folder(two.settings.held_out))
    assert (folder / "confusion.png").read_bytes().startswith(b"\x89PNG")
    points = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    assert set(points["points"]) == set(points["nearest"])
    assert all(len(nearest) == 3 for nearest in points["nearest"].values())
    with two.engine.connect() as connection:
        row = connection.execute(select(Release.figures).where(Release.version == two.after)).scalar_one()
    assert row["strict"] == figures["summary"]["strict"]


def test_a_comparison_tells_what_became_worse_topic_by_topic(two: Two) -> None:
    found = comparison(two.engine, *two.names)
    assert found is not None  # the training made it
    held_out = found["held_out"]
    counted = len(held_out["better"]) + len(held_out["worse"]) + len(held_out["changed"]) + held_out["unchanged"]
    assert counted == held_out["of"] == len(read_folder(two.settings.held_out))
    lost = [one for one in held_out["worse"] if one["expected"]["meaning"] == "my_case"]
    assert lost
    assert {one["after"]["outcome"] for one in lost} != {"offered_agent"}
    before, after = found["topics"]["case_status"]["before"], found["topics"]["case_status"]["after"]
    assert after[0] < before[0]
    assert after[1] == before[1]
    assert found["size"]["after"] > 0
    assert found["speed"]["after"]["p50"] > 0


def test_the_effect_names_real_messages_by_number_and_never_an_emergency(two: Two) -> None:
    found = compare(two.engine, two.settings, *two.names)["effect"]
    assert found["of"] == len(SAID) - 1
    assert found["elsewhere"] >= 1
    assert not any(text in json.dumps(found) for text in SAID)
    texts = [one["text"] for one in with_texts(two.engine, found["messages"])]
    assert "what happens with my case" in texts
    assert SAID[-1] not in texts


def test_what_a_trainer_accepted_stays_accepted(two: Two) -> None:
    known = comparison(two.engine, *two.names) or {}
    moved = known["effect"]["messages"][0]
    accept(two.engine, *two.names, moved["conversation_id"], moved["seq"], "teo")
    accept(two.engine, *two.names, moved["conversation_id"], moved["seq"], "teo")
    again = compare(two.engine, two.settings, *two.names)
    assert again["accepted"] == [[moved["conversation_id"], moved["seq"]]]
    with two.engine.connect() as connection:
        rows = connection.execute(select(Audit.actor).where(Audit.action == "comparison.accepted")).scalars().all()
        assert rows == ["teo"]
        assert connection.execute(select(func.count()).select_from(Comparison)).scalar() == 1
    with pytest.raises(NotFound):
        accept(two.engine, *two.names, moved["conversation_id"], 99, "teo")


def test_the_gate_refuses_it_and_names_the_messages(two: Two) -> None:
    verdict = judge(two.engine, two.settings, two.after)
    assert not verdict.passed
    refused = {check.name: check for check in verdict.checks if not check.passed}
    assert "case_specific" in refused
    assert refused["case_specific"].failing[0]["expected"]["outcome"] == "offered_agent"


def test_the_live_one_holds_its_floors_and_a_release_on_equal_data_passes(two: Two) -> None:
    verdict = judge(two.engine, two.settings, two.before)
    assert verdict.passed, [check.as_json() for check in verdict.checks if not check.passed]
    twin = "release-twin"
    for part in ("-data", "-index"):
        shutil.copytree(two.settings.models / f"{two.before}{part}", two.settings.models / f"{twin}{part}")
    shutil.copy(two.settings.models / f"{two.before}.tar.gz", two.settings.models / f"{twin}.tar.gz")
    with two.engine.begin() as connection:
        connection.execute(insert(Release).values(version=twin, file=f"{twin}.tar.gz", sha256="", figures={}))
    assert not judge(two.engine, two.settings, twin).passed  # nobody evaluated it
    found = compare(two.engine, two.settings, twin, two.before, last=0)["held_out"]
    assert (found["better"], found["worse"], found["changed"]) == ([], [], [])
    verdict = judge(two.engine, two.settings, twin)
    assert verdict.passed, [check.as_json() for check in verdict.checks if not check.passed]


def test_when_the_held_out_set_grows_only_the_new_messages_are_asked(two: Two) -> None:
    file = two.settings.held_out / "first.csv"
    text = file.read_text(encoding="utf-8")
    kept = {one.text: one.cpu_ms for one in kept_predictions(two.settings, two.before)}
    with file.open("a", encoding="utf-8", newline="") as out:
        columns = text.splitlines()[0].split(",")
        row = {"text": "hello there dear Emma", "lang": "en", "outcome": "small_talk", "topic": "greeting"}
        csv.DictWriter(out, columns, restval="").writerow({**row, "intent": "greeting"})
    try:
        assert "figures" in {
            check.name for check in judge(two.engine, two.settings, two.after).checks if not check.passed
        }
        assert compare(two.engine, two.settings, *two.names, last=0)["held_out"]["of"] == len(kept) + 1
        again = {one.text: one.cpu_ms for one in kept_predictions(two.settings, two.before)}
        assert kept.items() <= again.items()
    finally:
        file.write_text(text, encoding="utf-8")


def test_nobody_compares_with_a_release_that_is_not_there(two: Two) -> None:
    with pytest.raises(ReleaseUnknown):
        compare(two.engine, two.settings, two.after, "release-nobody")
    assert comparison(two.engine, two.after, "release-nobody") is None


def test_only_typed_answered_messages_that_trainers_may_read_are_taken(engine: Engine) -> None:
    say(engine, "first", language="es")
    say(engine, "second")
    say(engine, "More", choice={"title": "More", "payload": "/ask"})
    say(engine, "to an agent", reply=None)
    say(engine, "")
    for change in ({"sensitive": True}, {"hidden_at": now()}):
        mark(engine, say(engine, "not for trainers"), **change)
    say(engine, "later", say(engine, "they have a knife", reply={"outcome": "emergency"}))
    say(engine, "asylum", reply={"outcome": "offered_agent", "reason": "sensitive"})
    for values in ({"practice": True}, {"safety": True}, {"reason": "sensitive"}):
        hand_over(engine, say(engine, "not for trainers"), **values)
    with engine.connect() as connection:
        assert [(one.text, one.language) for one in last_messages(connection)] == [("first", "es"), ("second", "en")]
        assert [one.text for one in last_messages(connection, 1)] == ["second"]


def test_texts_are_gone_when_the_conversation_is_or_became_protected(engine: Engine) -> None:
    held = [say(engine, f"message {number}") for number in range(3)]
    listed = [{"conversation_id": one, "seq": 1} for one in held]
    mark(engine, held[0], sensitive=True)
    with engine.begin() as connection:
        connection.execute(Conversation.__table__.delete().where(Conversation.id == held[1]))
    assert [one["text"] for one in with_texts(engine, listed)] == ["message 2"]
    assert with_texts(engine, []) == []


def mark(engine: Engine, conversation: str, **values: object) -> None:
    """Change a conversation's row."""
    with engine.begin() as connection:
        connection.execute(Conversation.__table__.update().where(Conversation.id == conversation).values(**values))


def hand_over(engine: Engine, conversation: str, **values: object) -> None:
    """A handoff of the conversation."""
    known = {"state": "active", "reason": "requested", "topic": "other", "tier": "1", "language": "en"}
    with engine.begin() as connection:
        connection.execute(insert(Handoff).values(conversation_id=conversation, **{**known, **values}))


def test_compare_and_gate_by_command(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from emma.cli.main import app

    monkeypatch.setattr("emma.settings.current", lambda: two.settings)
    run = CliRunner()
    told = run.invoke(app, ["compare", "live", two.after, "--last", "0", "--json"])
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)["release"] == two.after
    told = run.invoke(app, ["compare", two.before, two.after, "--last", "0"])
    assert told.exit_code == 0, told.stderr
    assert "worse: " in told.stdout
    assert "real messages would now go elsewhere" in " ".join(told.stdout.split())
    refused = run.invoke(app, ["gate", two.after])
    assert refused.exit_code == 1
    assert "FAILS" in refused.stdout
    assert json.loads(run.invoke(app, ["gate", two.after, "--json"]).stdout)["passed"] is False
    assert run.invoke(app, ["gate", "live"]).exit_code == 0
