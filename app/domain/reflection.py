"""What a learner means to do differently next time, kept with the attempt that taught it."""

from __future__ import annotations

from datetime import datetime

from app.domain.persona import Frozen
from app.errors import ReflectionRefused

MAX_REFLECTION = 2000
"""Longest reflection (in characters)."""


class Reflection(Frozen):
    """A learner's own words under a scorecard. A rehearsal has one for each attempt."""

    rehearsal_id: str
    leaf_id: str
    """The last turn of the attempt that it is about."""
    text: str
    updated_at: datetime


def refuse_too_long(text: str) -> None:
    """Raise `ReflectionRefused` for a text over `MAX_REFLECTION`."""
    if len(text) > MAX_REFLECTION:
        raise ReflectionRefused(
            f"That is {len(text):,} characters; the limit is {MAX_REFLECTION:,}. "
            "Shorten it, and it is saved."
        )
