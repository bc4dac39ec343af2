"""One BLAS thread: for vectors and small matrices a second one costs more than it gives on a busy machine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()  # finding the libraries takes milliseconds, limiting them microseconds


def one_thread() -> AbstractContextManager[Any]:
    """Within it numpy multiplies on one thread, in the same order each time."""
    limit: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limit
