"""How many answers an endpoint has given in one piece of work, for those who wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_tell: ContextVar[Callable[[], None] | None] = ContextVar("tell", default=None)


@contextmanager
def counting(tell: Callable[[], None]) -> Iterator[None]:
    """Have `tell` called for every whole answer that comes within, in tasks begun here, too."""
    before = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(before)


def answered() -> None:
    """Say that a whole answer has come."""
    if tell := _tell.get():
        tell()
