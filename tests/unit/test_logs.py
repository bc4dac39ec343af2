"""Logs: a second net under the guard. No identifier, no exception's text, no stack values."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from emma.web.logs import LOUD, Guard, configure, guard_handlers, guarded


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


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back afterwards; structlog too."""
    found, config = logging.getLogger(), structlog.get_config()
    handlers, level = found.handlers[:], found.level
    yield found
    found.handlers[:] = handlers
    found.setLevel(level)
    structlog.configure(**config)


@pytest.mark.parametrize("name", ["uvicorn.error", "rasa.core.processor", "sanic.error", "some.library"])
def test_loggers_with_handlers_of_their_own_are_guarded_too(root: logging.Logger, name: str) -> None:
    stream = io.StringIO()
    own = logging.StreamHandler(stream)
    logger = logging.getLogger(name)
    logger.addHandler(own)
    try:
        guard_handlers()
        logger.error("lost: %s", "A123456789")
    finally:
        logger.removeHandler(own)
    assert stream.getvalue() == "lost: [A-number]\n"


def test_what_rasa_says_through_structlog_is_guarded(root: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    log = structlog.get_logger("rasa.core.processor")
    log.debug("processor.message.received", text="not to be seen at all")
    log.warning("processor.message", text="my number is A123456789")
    try:
        raise ValueError("Maria Lopez asked about her daughter")
    except ValueError:
        log.exception("action.failed")
    said = "".join(capsys.readouterr())
    assert "[A-number]" in said
    assert "action.failed" in said
    assert "ValueError" in said
    assert not any(word in said for word in ("A123456789", "not to be seen", "daughter"))


@pytest.mark.parametrize(
    "line",
    [
        '127.0.0.1:5 - "GET /chat?ask=my+ssn+is+123-45-6789 HTTP/1.1" 200',
        '"GET /chat?lang=en&ask=my%20receipt%20is%20IOE0912345678 HTTP/1.1" 200',
        '"GET /api/conversations/IOE%30912345678/heartbeat HTTP/1.1" 403',
        '"POST /api/conversations/A123456789/messages HTTP/1.1" 404',
        "http://localhost:8000/x?a=1?b=maria%40example.com",
        "/maria%40example.com",
    ],
)
def test_an_identifier_in_an_address_is_not_written(line: str) -> None:
    written = guarded(line)
    assert not any(secret in written for secret in ("123-45-6789", "912345678", "123456789", "maria"))
    assert guarded(written) == written


def access_line(lines: io.StringIO, *arguments: object) -> str:
    """What is left of an access line of uvicorn."""
    logger = logging.getLogger("uvicorn.access")
    handler = logging.StreamHandler(lines)
    handler.addFilter(Guard())
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        logger.info('%s - "%s %s HTTP/%s" %d', *arguments)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    return lines.getvalue().strip()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("203.0.113.9:5", "GET", "/chat?ask=my+name", "1.1", 200), "GET /chat 200"),
        (("203.0.113.9:5", "GET", "/", "1.1", 200), "GET / 200"),
        (
            ("1901-02-17:0", "POST", "/api/conversations/7b5d-02/messages", "1.1", 201),
            "POST /api/conversations/…/messages 201",
        ),
        (("203.0.113.9:5", "GET", "/static/02/17/1901", "1.1", 404), "GET /…/…/…/… 404"),
        (("203.0.113.9:5", "GET", "/jane", "1.1", 404), "GET /… 404"),
    ],
)
def test_an_access_line_names_no_caller_and_nothing_that_a_caller_made_up(
    lines: io.StringIO, arguments: tuple[object, ...], line: str
) -> None:
    assert access_line(lines, *arguments) == line
