"""The gate on made-up predictions: each rule refuses what it is for, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from emma.errors import ReleaseUnknown, SettingsError
from emma.training.gate import Verdict
from emma.training.gate_rules import read_gate
from emma.words import Outcome
from tests.gating import CARDS, FEES, KINDS, NEW, OLD, Bench, for_the_first

GENERAL = {"outcome": Outcome.ANSWERED, "topic": "forms", "intents": ("ask/forms",), "articles": ("forms",)}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path / "project")
    made.release(OLD, live=True)
    return made


def test_a_release_like_the_live_one_passes(bench: Bench) -> None:
    bench.release(NEW)
    verdict = bench.verdict()
    assert verdict.passed, bench.refused()
    assert (verdict.release, verdict.against) == (NEW, OLD)


def test_the_first_release_is_judged_by_its_floors_alone(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project")
    bench.release(NEW)
    assert bench.verdict().passed
    assert bench.verdict().against == ""
    assert "overall" not in {check.name for check in bench.verdict().checks}


@pytest.mark.parametrize(
    ("kind", "intent", "allowed"), [("case_specific", "my_case", 2), ("sensitive", "sensitive_asylum", 3)]
)
def test_guarded_messages_answered_as_if_general_are_refused_below_the_floor(
    bench: Bench, kind: str, intent: str, allowed: int
) -> None:
    bench.rules(significance="0.0", points="1.0")
    bench.release(NEW, change=for_the_first(allowed, intent, **GENERAL))
    assert bench.refused() == []
    bench.predict(NEW, for_the_first(allowed + 1, intent, **GENERAL))
    assert bench.refused() == [kind]
    found = bench.check(kind).as_json()
    assert [one["text"] for one in found["failing"]] == [f"{intent} message {n}" for n in range(allowed + 1)]
    assert found["failing"][0]["expected"]["outcome"] == "offered_agent"
    assert found["failing"][0]["predicted"] == {"outcome": "answered", "topic": "forms", "meaning": "ask/forms"}


def test_an_emergency_answered_as_general_is_refused_below_the_floor(bench: Bench) -> None:
    bench.rules(significance="0.0", points="1.0", noticed="0.0")
    bench.release(NEW, change=for_the_first(3, "emergency", **GENERAL))
    assert bench.refused() == ["emergency"]


def test_an_emergency_that_is_not_noticed_counts_even_when_a_person_is_offered(bench: Bench) -> None:
    bench.rules(significance="0.0", points="1.0")
    bench.release(NEW, change=for_the_first(5, "emergency", outcome=Outcome.OFFERED_AGENT))
    assert bench.refused() == ["emergency_noticed"]


def test_every_zero_is_shown_with_its_n_and_its_upper_bound(bench: Bench) -> None:
    bench.release(NEW)
    for name in ("case_specific", "sensitive", "emergency", "emergency_noticed"):
        found = bench.check(name).as_json()
        assert (found["value"], found["n"], found["failing"]) == (1.0, 80, [])
        assert found["upper_bound"] == pytest.approx(1 - 0.05 ** (1 / 80), abs=1e-4)
    assert bench.check("answered").as_json()["upper_bound"] == pytest.approx(1 - 0.05 ** (1 / 360), abs=1e-4)


def test_a_kind_of_few_messages_is_judged_by_its_number_of_events(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project", [*KINDS[:4], ("emergency", "safety", "other", "emergency", 10)])
    bench.rules(noticed="0.0", significance="0.0", points="1.0")
    bench.release(NEW, change=for_the_first(1, "emergency", **GENERAL))
    assert bench.refused() == []
    bench.predict(NEW, for_the_first(2, "emergency", **GENERAL))
    assert bench.refused() == ["emergency", "emergency_noticed"]
    assert bench.check("emergency").why == "events"


def test_a_kind_that_nothing_is_known_of_is_refused(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project", KINDS[:4])
    bench.release(NEW)
    assert bench.refused() == ["emergency", "emergency_noticed"]
    assert bench.check("emergency").as_json()["upper_bound"] == 1.0


def test_a_message_without_any_answer_is_refused(bench: Bench) -> None:
    bench.release(NEW, change=for_the_first(1, "ask/forms", outcome=Outcome.UNAVAILABLE, topic="other"))
    assert bench.refused() == ["answered"]


def test_worse_beyond_chance_is_refused_and_within_it_is_not(bench: Bench) -> None:
    bench.rules(points="1.0")
    bench.release(NEW, change=for_the_first(5, "ask/forms", topic="fees"))
    assert bench.check("overall").value == pytest.approx(2 * 0.5**5)  # 5 worse, none better: p = 0.0625
    assert bench.refused() == []
    bench.predict(NEW, for_the_first(6, "ask/forms", topic="fees"))
    assert bench.check("overall").value == pytest.approx(2 * 0.5**6, abs=1e-4)
    assert bench.refused() == ["overall"]
    assert len(bench.check("overall").failing) == 6


def test_better_beyond_chance_is_no_reason_to_refuse(bench: Bench) -> None:
    bench.predict(OLD, for_the_first(20, "ask/forms", topic="fees"))
    bench.release(NEW)
    assert bench.check("overall").value < 0.05
    assert bench.verdict().passed


def test_a_topic_that_loses_too_much_is_refused_even_where_others_gain(bench: Bench) -> None:
    bench.predict(OLD, for_the_first(20, "ask/fee-waiver", topic="forms"))
    bench.release(NEW, change=for_the_first(4, "ask/forms", topic="fees"))
    assert bench.refused() == ["topics"]
    found = bench.check("topics")
    assert found.value == pytest.approx(4 / 60, abs=1e-4)
    assert {one["expected"]["topic"] for one in found.failing} == {"forms"}


def test_a_small_topic_may_lose_a_message_or_two(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project", [*KINDS, ("answered", "", "adoption", "ask/adopt", 10)])
    bench.release(OLD, live=True)
    bench.release(NEW, change=for_the_first(2, "ask/adopt", topic="fees"))
    assert bench.refused() == []
    bench.predict(NEW, for_the_first(3, "ask/adopt", topic="fees"))
    assert bench.refused() == ["topics"]


def test_a_release_without_figures_is_refused(bench: Bench) -> None:
    bench.release(NEW)
    bench.without(NEW, "evaluation")
    assert bench.refused() == ["figures"]
    assert bench.check("figures").why == "none"


def test_predictions_of_another_held_out_set_are_refused(bench: Bench) -> None:
    bench.release(NEW)
    bench.hold_out([*KINDS, ("answered", "", "adoption", "ask/adopt", 1)])
    bench.predict(OLD)
    assert bench.check("figures").why == "other_messages"
    bench.hold_out(KINDS[1:])
    assert bench.check("figures").why == "other_messages"


def test_what_is_expected_now_counts_not_what_was_when_it_was_predicted(bench: Bench) -> None:
    bench.release(NEW)
    bench.hold_out([("asked", "", *KINDS[0][2:]), *KINDS[1:]])
    assert bench.refused() == []
    assert bench.check("overall").value == 1.0  # both are wrong in the same messages now
    bench.hold_out([*KINDS[:2], ("offered_agent", "case_specific", "case_status", "my_case", 80), *KINDS[3:]])
    bench.predict(NEW, for_the_first(3, "my_case", **GENERAL))
    assert "case_specific" in bench.refused()


def test_predictions_of_another_release_are_refused(bench: Bench) -> None:
    bench.release(NEW)
    for name in ("predictions.jsonl", "figures.json"):
        source, target = (bench.settings.models / f"{version}-evaluation" / name for version in (OLD, NEW))
        target.write_bytes(source.read_bytes())
    assert bench.check("figures").why == "other_release"


def test_predictions_changed_afterwards_are_refused(bench: Bench) -> None:
    bench.release(NEW, change=for_the_first(9, "my_case", **GENERAL))
    file = bench.settings.models / f"{NEW}-evaluation" / "predictions.jsonl"
    good = bench.settings.models / f"{OLD}-evaluation" / "predictions.jsonl"
    file.write_text(good.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    assert bench.check("figures").why == "changed"
    file.write_text("nonsense\n", encoding="utf-8")
    assert bench.check("figures").why == "unreadable"


def test_a_live_release_without_figures_leaves_the_comparison_open_and_that_is_refused(bench: Bench) -> None:
    bench.release(NEW)
    bench.without(OLD, "evaluation")
    assert bench.refused() == ["compared"]
    assert bench.check("compared").as_json()["value"] == OLD


def test_data_with_errors_are_refused_and_named(bench: Bench) -> None:
    bench.release(NEW)
    file = bench.settings.models / f"{NEW}-data" / CARDS
    file.write_text(
        file.read_text(encoding="utf-8").replace("https://www.uscis.gov", "http://example"), encoding="utf-8"
    )
    assert bench.refused() == ["knowledge"]
    assert all(one.startswith("adit-stamp: ") for one in bench.check("knowledge").failing)
    file.write_text("no article at all", encoding="utf-8")
    assert bench.refused() == ["knowledge"]


def test_a_release_that_kept_no_data_is_refused(bench: Bench) -> None:
    bench.release(NEW)
    bench.without(NEW, "data")
    assert bench.refused() == ["knowledge"]
    assert bench.check("knowledge").why == "no_data"


def test_a_changed_article_whose_translation_did_not_follow_is_refused(bench: Bench) -> None:
    bench.release(NEW)
    bench.edited(NEW, CARDS, stale="es")
    assert bench.refused() == ["translations"]
    assert bench.check("translations").failing == [CARDS]
    bench.edited(NEW, CARDS)
    assert bench.refused() == []


def test_a_stale_article_that_is_live_already_does_not_stop_another_change(bench: Bench) -> None:
    bench.edited(OLD, CARDS, stale="es")
    bench.release(NEW)
    live, new = (bench.settings.models / f"{version}-data" / CARDS for version in (OLD, NEW))
    new.write_bytes(live.read_bytes())
    assert bench.refused() == []


def test_what_needs_a_second_person_waits_for_one(bench: Bench) -> None:
    bench.release(NEW)
    bench.edited(NEW, FEES)
    assert bench.refused() == ["second_person"]
    assert bench.check("second_person").failing == [FEES]


@pytest.mark.parametrize(("by", "refused"), [("dana", []), ("teo", ["second_person"])])
def test_the_second_person_is_another_one(bench: Bench, by: str, refused: list[str]) -> None:
    bench.release(NEW)
    bench.edited(NEW, FEES, approved_by=by)
    assert bench.refused() == refused


def test_other_articles_need_no_second_person(bench: Bench) -> None:
    bench.release(NEW)
    bench.edited(NEW, CARDS)
    assert bench.refused() == []


def test_an_article_that_leaves_its_topic_still_needs_a_second_person(bench: Bench) -> None:
    bench.release(NEW)
    file = bench.settings.models / f"{NEW}-data" / FEES
    moved = file.parents[1] / "forms" / file.name
    moved.parent.mkdir()
    moved.write_text(file.read_text(encoding="utf-8").replace("topic: fees", "topic: forms"), encoding="utf-8")
    file.unlink()
    bench.edited(NEW, moved.relative_to(bench.settings.models / f"{NEW}-data").as_posix())
    assert bench.refused() == ["second_person"]


def test_another_name_and_another_topic_together_still_need_a_second_person(bench: Bench) -> None:
    bench.release(NEW)
    data = bench.settings.models / f"{NEW}-data"
    text = (data / FEES).read_text(encoding="utf-8")
    renamed, moved = "knowledge/fees/pay-less.md", "knowledge/forms/pay-less.md"
    for old, new in ((FEES, renamed), (renamed, moved)):
        (data / new).parent.mkdir(exist_ok=True)
        (data / old).rename(data / new)
        text = re.sub(r"(?m)^slug: .*$", "slug: pay-less", text).replace("topic: fees", f"topic: {new.split('/')[1]}")
        (data / new).write_text(text, encoding="utf-8")
        bench.edited(NEW, new, note=f"{old} → {new}")
    assert bench.refused() == ["second_person"]
    assert bench.check("second_person").failing == [moved]
    bench.edited(NEW, moved, note="", approved_by="dana")
    assert bench.refused() == []


def test_tables_of_the_list_need_a_second_person_too(bench: Bench) -> None:
    bench.release(NEW)
    (bench.settings.models / f"{NEW}-data" / "fees.csv").write_text("form,fee\n", encoding="utf-8")
    assert bench.refused() == []  # it came by git: reviewed there
    bench.edited(NEW, "fees.csv")
    assert bench.refused() == ["second_person"]


def test_held_out_messages_that_were_taught_prove_nothing(bench: Bench) -> None:
    bench.release(NEW)
    taught = "".join(f"      - {intent} message {n}?\n" for _, _, _, intent, _ in KINDS for n in range(4))
    file = bench.settings.models / f"{NEW}-data" / "nlu" / "more.yml"
    file.write_text(f'version: "3.1"\nnlu:\n  - intent: greeting\n    examples: |\n{taught}', encoding="utf-8")
    assert bench.refused() == ["copied"]
    assert bench.check("copied").value == pytest.approx(20 / 360, abs=1e-4)


def test_a_greeting_may_be_an_example_and_a_held_out_message(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project", [*KINDS, ("small_talk", "", "greeting", "greeting", 60)])
    bench.release(NEW)
    taught = "".join(f"      - greeting message {n}\n" for n in range(60))
    file = bench.settings.models / f"{NEW}-data" / "nlu" / "more.yml"
    file.write_text(f'version: "3.1"\nnlu:\n  - intent: greeting\n    examples: |\n{taught}', encoding="utf-8")
    assert bench.refused() == []
    assert bench.check("copied").n == 360


def test_nobody_asks_about_a_release_that_is_not_there(bench: Bench) -> None:
    with pytest.raises(ReleaseUnknown):
        bench.verdict("release-nobody")


def test_a_verdict_without_any_check_is_a_refusal() -> None:
    assert not Verdict(NEW).passed


def test_a_long_list_of_failures_is_cut_and_says_how_long_it_was(bench: Bench) -> None:
    bench.release(NEW, change=for_the_first(60, "ask/forms", outcome=Outcome.UNAVAILABLE))
    found = bench.check("answered").as_json()
    assert (len(found["failing"]), found["failing_of"]) == (50, 60)


@pytest.mark.parametrize("line", ["sensitive = 0.96", "significance = 0.05", "noticed = 0.945", "files = ["])
def test_a_rule_that_is_missing_stops_everything(bench: Bench, line: str) -> None:
    bench.rules()
    file = bench.folder / "gate.toml"
    text = file.read_text(encoding="utf-8")
    assert line in text
    file.write_text("\n".join(one for one in text.splitlines() if not one.startswith(line)), encoding="utf-8")
    with pytest.raises(SettingsError):
        read_gate(file)


def test_a_floor_above_one_is_refused(bench: Bench) -> None:
    bench.rules(sensitive="96")
    with pytest.raises(SettingsError):
        read_gate(bench.folder / "gate.toml")
