"""How fast one visitor may ask: buckets that fill up again, in the memory of this copy."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

MOST = 20_000
"""Visitors that are remembered; who asked longest ago is forgotten first."""


class Rate(NamedTuple):
    """So many at once, and so many a second after that."""

    at_once: float
    a_second: float


REQUESTS = Rate(150, 10)
"""Of one visitor; a page takes about ten, its parts not counted."""
MESSAGES = Rate(40, 2)
"""Of one visitor: what their pages have the server do."""


class Buckets:
    """One bucket for each visitor, full at first."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Visitor -> what was left in the bucket, and when."""

    def take(self, visitor: str) -> bool:
        """Take one out of a visitor's bucket; False if it is empty."""
        now = self._clock()
        left, at = self._left.pop(visitor, (self._rate.at_once, now))
        left = min(self._rate.at_once, left + (now - at) * self._rate.a_second)
        self._left[visitor] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST:
            self._left.popitem(last=False)
        return left >= 1
