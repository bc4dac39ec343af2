"""SQLite's writers line up in the process: dozens at once all get their turn, and no failure keeps the turn."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from emma.db.engine import open_engine

WRITERS, EACH = 40, 10


@pytest.fixture
def numbers(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'numbers.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE numbers (n INTEGER)")
    return engine


def count(engine: Engine) -> int:
    with engine.connect().execution_options(read_only=True) as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM numbers").scalar_one())


def write(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO numbers VALUES (1)")


def test_forty_writers_at_once_all_get_their_turn(numbers: Engine) -> None:
    failed: list[str] = []

    def work() -> None:
        for _ in range(EACH):
            try:
                with numbers.begin() as connection:
                    connection.exec_driver_sql("INSERT INTO numbers VALUES (1)")
                    time.sleep(0.002)
            except OperationalError as error:
                failed.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert count(numbers) == WRITERS * EACH


def test_a_transaction_that_fails_gives_the_turn_back(numbers: Engine) -> None:
    with pytest.raises(OperationalError), numbers.begin() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    started = time.monotonic()
    write(numbers)
    assert time.monotonic() - started < 2
    assert count(numbers) == 1


def test_a_connection_that_is_left_open_and_closed_gives_the_turn_back(numbers: Engine) -> None:
    connection = numbers.connect()
    connection.exec_driver_sql("INSERT INTO numbers VALUES (1)")
    connection.close()
    write(numbers)
    assert count(numbers) == 1, "what was not committed is not there"


def test_readers_wait_for_no_writer(numbers: Engine) -> None:
    with numbers.begin() as connection:
        connection.exec_driver_sql("INSERT INTO numbers VALUES (1)")
        started = time.monotonic()
        assert count(numbers) == 0
        assert time.monotonic() - started < 1
