"""Whether words are specific: they say who, what, when or how much."""

from __future__ import annotations

import re

_SPECIFIC = re.compile(
    r"\d|%|[£$€₹]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|hundred|thousand|half|twice|double|third|quarter|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|"
    r"september|october|november|december|spring|summer|autumn|easter|christmas|tomorrow|"
    r"next (?:week|month|quarter|year))\b|(?<=[a-z,;] )[A-Z][a-z]{2,}"
)


def specific(quote: str) -> bool:
    """Whether words say who, what, when or how much: a number, a name, a day."""
    return _SPECIFIC.search(quote) is not None
