"""Logs: a second net under the guard. No identifier, no exception's text, no stack values."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from emma.web.logs import LOUD, Guard, configure


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a guarded handler writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Guard())
    log = logging.getLogger("emma.test")
    log.addHandler(handler)
    log.propagate = False
    log.setLevel(logging.DEBUG)
    yield stream
    log.removeHandler(handler)
    log.propagate = True


@pytest.mark.parametrize("secret", ["IOE0912345678", "A123456789", "123-45-6789", "maria@example.com", "202-555-0147"])
def test_an_identifier_in_a_record_is_masked(lines: io.StringIO, secret: str) -> None:
    logging.getLogger("emma.test").warning("the visitor wrote: my number is %s", secret)
    assert secret not in lines.getvalue()
    assert "the visitor wrote" in lines.getvalue()


def test_an_exception_leaves_its_kind_and_nothing_of_its_text(lines: io.StringIO) -> None:
    try:
        raise ValueError("Maria Lopez asked about her daughter")
    except ValueError:
        logging.getLogger("emma.test").exception("turn failed")
    assert "turn failed (ValueError)" in lines.getvalue()
    assert "daughter" not in lines.getvalue()
    assert "Traceback" not in lines.getvalue()


def test_a_huge_record_is_cut(lines: io.StringIO) -> None:
    logging.getLogger("emma.test").warning("x" * 100_000)
    assert len(lines.getvalue()) < 3_000


def test_loud_libraries_stay_at_warning() -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure()
        assert all(logging.getLogger(name).level == logging.WARNING for name in LOUD)
        assert all(any(isinstance(f, Guard) for f in handler.filters) for handler in root.handlers)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
