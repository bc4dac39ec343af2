"""The worker: turns one after another, a bounded queue, a swap that keeps the old model when the new one fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path

import pytest

from emma.assistant import worker
from emma.assistant.turn import Input
from emma.errors import Busy, TurnFailed
from emma.language import Words
from tests.fakes import FakeRasa


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Iterator[worker.Assistant]:
    monkeypatch.setattr(worker, "EmbeddedRasa", FakeRasa)
    made = worker.Assistant("actions", Words({}, {}), queue_size=2, timeout=5.0)
    made.load(Path("release-1.tar.gz"), "release-1")
    yield made
    made.close()


def hold_turns(assistant: worker.Assistant) -> tuple[threading.Event, threading.Event]:
    """Make turns wait: (a turn has begun, turns may go on)."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(text: str) -> None:
        begun.set()
        go_on.wait(10)

    assistant._rasa.before = wait  # type: ignore[union-attr]
    return begun, go_on


def test_it_is_not_ready_and_runs_no_turn_before_a_model_is_loaded() -> None:
    empty = worker.Assistant("actions", Words({}, {}), queue_size=2, timeout=1.0)
    assert not empty.ready
    with pytest.raises(TurnFailed):
        empty.turn(Input("hello"), {})


def test_it_answers(assistant: worker.Assistant) -> None:
    assert assistant.ready
    assert assistant.turn(Input("hello"), {}).replies[0].text == "hello!"


def test_a_turn_that_raises_becomes_turn_failed_without_the_visitors_words(assistant: worker.Assistant) -> None:
    def fail(text: str) -> None:
        raise ValueError(f"cannot read {text}")

    assistant._rasa.before = fail  # type: ignore[union-attr]
    with pytest.raises(TurnFailed) as failed:
        assistant.turn(Input("what Ana wrote"), {})
    assert "Ana" not in str(failed.value)
    assert "ValueError" in str(failed.value)


def test_after_a_turn_that_raised_the_next_one_runs(assistant: worker.Assistant) -> None:
    rasa = assistant._rasa

    def fail_once(text: str) -> None:
        rasa.before = lambda text: None  # type: ignore[union-attr]
        raise ValueError

    rasa.before = fail_once  # type: ignore[union-attr]
    with pytest.raises(TurnFailed):
        assistant.turn(Input("one"), {})
    assert assistant.turn(Input("two"), {}).replies


def test_a_turn_that_takes_too_long_fails(assistant: worker.Assistant) -> None:
    _, go_on = hold_turns(assistant)
    assistant._timeout = 0.1
    with pytest.raises(TurnFailed, match="too long"):
        assistant.turn(Input("slow"), {})
    go_on.set()


def test_a_full_queue_is_busy_and_says_so_at_once(assistant: worker.Assistant) -> None:
    begun, go_on = hold_turns(assistant)
    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(assistant.turn, Input("first"), {})]
        assert begun.wait(5)
        running += [threads.submit(assistant.turn, Input("waits"), {}) for _ in range(2)]
        while assistant._jobs.qsize() < 2:
            pass
        with pytest.raises(Busy):
            assistant.turn(Input("too many"), {})
        go_on.set()
        assert all(done.result().replies for done in running)


def test_a_new_model_is_swapped_in_whole(assistant: worker.Assistant) -> None:
    before = assistant._rasa
    assistant.load(Path("release-2.tar.gz"), "release-2")
    assert assistant.version == "release-2"
    assert assistant._rasa is not before
    assert assistant.turn(Input("hello"), {}).replies


def test_a_model_that_cannot_be_loaded_leaves_the_old_one_in_place(assistant: worker.Assistant) -> None:
    with pytest.raises(TurnFailed, match="broken"):
        assistant.load(Path("broken.tar.gz"), "broken")
    assert assistant.version == "release-1"
    assert assistant.turn(Input("hello"), {}).replies


def test_while_it_is_held_no_turn_runs_and_none_is_lost(assistant: worker.Assistant) -> None:
    with ThreadPoolExecutor(2) as threads:
        with assistant.held():
            waiting = [threads.submit(assistant.turn, Input(text), {}) for text in ("one", "two")]
            with pytest.raises(FutureTimeout):
                waiting[0].result(0.2)
        assert [done.result(5).replies[0].text for done in waiting] == ["one!", "two!"]


def test_it_is_held_only_when_the_turn_that_runs_has_ended(assistant: worker.Assistant) -> None:
    begun, go_on = hold_turns(assistant)
    order: list[str] = []
    with ThreadPoolExecutor(2) as threads:
        running = threads.submit(assistant.turn, Input("first"), {})
        running.add_done_callback(lambda _: order.append("turn"))
        assert begun.wait(5)

        def swap() -> None:
            with assistant.held():
                order.append("held")

        swapping = threads.submit(swap)
        go_on.set()
        swapping.result(5)
    assert set(order) == {"turn", "held"}
    assert running.result().replies


def test_a_turn_that_does_not_end_cannot_be_swapped_around(assistant: worker.Assistant) -> None:
    begun, go_on = hold_turns(assistant)
    assistant._timeout = 0.2
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(assistant.turn, Input("slow"), {})
        assert begun.wait(5)
        with pytest.raises(TurnFailed, match="does not end"), assistant.held():
            pass
        with pytest.raises(TurnFailed):
            slow.result(5)
        go_on.set()
    assistant._timeout = 5.0
    assert assistant.turn(Input("goes on"), {}).replies


def test_a_model_prepared_aside_changes_nothing_until_it_is_put(assistant: worker.Assistant) -> None:
    prepared = assistant.prepare(Path("release-2.tar.gz"), "release-2")
    assert assistant.version == "release-1"
    with assistant.held():
        assistant.put(prepared)
    assert assistant.version == "release-2"


def test_it_reads_a_text_without_answering_it(assistant: worker.Assistant) -> None:
    assert assistant.parse("hello there")["intent"]["name"] == "say"
